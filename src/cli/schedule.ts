import { Command } from 'commander'
import { startSchedule } from '../../jobs/schedule/index.js'
import { nextRuns, timetable } from '../../jobs/timetable.js'
import { ConfigError } from '../errors.js'
import { versionOf } from '../shipped.js'
import { type Context, contextOf, withStore } from './context.js'
import { timetableTable } from './jobs.js'
import { untilSignal } from './leave.js'
import { say, sayJson } from './print.js'

export function scheduleCommand(): Command {
  return new Command('schedule')
    .summary('run the jobs by the clock, until it is asked to end')
    .description(
      'Run every job that is configured at its times, one after the other, for as long as this process lives. What fell ' +
        'due while nobody was there is done at once. Several schedulers share the work: of them all one runs a job at a ' +
        'time, and each moment of the timetable is answered once. At SIGTERM the running job may go on for ' +
        'schedule.grace; then it is rolled back. /healthz and /metrics are served at schedule.listen.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  tokenledger schedule\n  tokenledger schedule --quiet &\n\n' +
        'Exit codes: 0 asked to end, 2 mend the settings, 3 refused, 4 the database does not answer.',
    )
    .action(async (_, command: Command) => run(contextOf(command)))
}

async function run(context: Context): Promise<void> {
  const { config, log } = context
  const lines = timetable(config)
  if (lines.length === 0) throw new ConfigError('Every job is switched off. See schedule.jobs in tokenledger.yaml.')
  const signal = untilSignal()
  await withStore(context, async (store) => {
    const schedule = await startSchedule(store, config, { lines, log, version: versionOf() })
    tell(context, schedule.address)
    log.info({ address: schedule.address ?? null, jobs: lines.length }, 'scheduled')
    log.info({ signal: await signal }, 'asked to end')
    const end = await schedule.stop()
    log.info({ end }, 'stopped')
    // Its connections go with the process: the server rolls back what it has not committed.
    if (end === 'cut') process.exit(0)
  })
}

function tell({ config, shared }: Context, address: string | undefined): void {
  const entries = timetable(config).map(({ job, cron, zone }) => ({
    job: job.name,
    cron,
    zone,
    next: nextRuns({ cron, zone }, 1)[0]?.toISOString() ?? null,
  }))
  if (shared.json === true) return sayJson({ address: address ?? null, jobs: entries })
  if (shared.quiet === true) return
  say(timetableTable(config))
  say(address === undefined ? '\nNothing is served.' : `\nhttp://${address}/metrics and http://${address}/healthz`)
}
