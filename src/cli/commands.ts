/** The commands that there are, in the order of the help. */
import type { Command } from 'commander'

/** Each with what it needs: all of them together take ten times as long to read as Node takes to start. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  bills: async () => (await import('./bills-focus.js')).billsCommand(),
  rates: async () => (await import('./rates.js')).ratesCommand(),
  usage: async () => (await import('./usage.js')).usageCommand(),
  versions: async () => (await import('./versions.js')).versionsCommand(),
  pricing: async () => (await import('./pricing.js')).pricingCommand(),
  fold: async () => (await import('./fold.js')).foldCommand(),
  reconcile: async () => (await import('./reconcile.js')).reconcileCommand(),
  report: async () => (await import('./report.js')).reportCommand(),
  run: async () => (await import('./run.js')).runCommand(),
  backfill: async () => (await import('./backfill.js')).backfillCommand(),
  schedule: async () => (await import('./schedule.js')).scheduleCommand(),
  jobs: async () => (await import('./jobs.js')).jobsCommand(),
  alerts: async () => (await import('./alerts.js')).alertsCommand(),
  notify: async () => (await import('./notify.js')).notifyCommand(),
  status: async () => (await import('./status.js')).statusCommand(),
  check: async () => (await import('./check.js')).checkCommand(),
  sql: async () => (await import('./sql.js')).sqlCommand(),
  grafana: async () => (await import('./grafana.js')).grafanaCommand(),
  doctor: async () => (await import('./doctor.js')).doctorCommand(),
  db: async () => (await import('./db.js')).dbCommand(),
  migrate: async () => (await import('./migrate.js')).migrateCommand(),
  demo: async () => (await import('./demo.js')).demoCommand(),
  world: async () => (await import('./world.js')).worldCommand(),
}

/** The command that the words of a call name; all of them where they name none, as for --help or a slip of the pen. */
export async function commandsFor(words: readonly string[]): Promise<Command[]> {
  const named = words.find((word, i) => !word.startsWith('-') && words[i - 1] !== '--config')
  const only = named !== undefined && Object.hasOwn(COMMANDS, named) ? COMMANDS[named] : undefined
  return await Promise.all((only === undefined ? Object.values(COMMANDS) : [only]).map((command) => command()))
}
