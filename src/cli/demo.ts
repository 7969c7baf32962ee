import { Command } from 'commander'
import { loadFocus } from '../../jobs/bills-focus.js'
import type { ConfigOptions } from '../config/index.js'
import { createLog } from '../log.js'
import { shipped } from '../shipped.js'
import { sha256OfFiles } from '../sources/focus/index.js'
import { stopServer } from '../store/embedded/index.js'
import { type Store, withClient } from '../store/index.js'
import { lawLines } from '../store/law.js'
import { costsBy, everLoaded, lastRestatement } from '../store/overview.js'
import { type Context, type Shared, withStore } from './context.js'
import { callsOf, deleteDemoHome, demoConfig, demoHome, openDemoHome } from './demo-home.js'
import { type Shown, show, type StepDone } from './demo-show.js'
import { wordsFor } from './demo-words.js'
import { say, sayJson } from './print.js'
import { progressOf } from './progress.js'
import { maskedAddress } from './sql.js'

const first = ['aws-2026-08.csv.gz', 'gcp-2026-08.csv', 'alibaba-2026-08.csv', 'tencent-2026-08.csv']
const restated = ['restated/aws-2026-08.csv.gz']
// The day on which the made-up bills are read: by the clock they would come from the future, or turn final some day.
const today = new Date('2026-08-20T00:00:00Z')

interface Options {
  readonly stop?: true
  readonly reset?: true
}

export function demoCommand(): Command {
  return new Command('demo')
    .summary('see it work on made-up bills')
    .description(
      'Load two weeks of made-up bills of four clouds, then a restatement of one of them, and show what came of it. It has a\n' +
        'server and a folder of its own (demo, in the home); no other command opens them, and it opens no other ledger.',
    )
    .option('--stop', 'stop the demo server; the data stay')
    .option('--reset', 'stop it and delete all that the demo made')
    .action(async (options: Options, command: Command) => run(options, command.optsWithGlobals()))
}

async function run({ stop, reset }: Options, shared: Shared): Promise<void> {
  const where: ConfigOptions = { cwd: process.cwd(), env: process.env, file: shared.config }
  const home = demoHome(where)
  if (reset === true) return tellReset(await deleteDemoHome(home), home, shared)
  if (stop === true) return tellStopped(await stopServer(home), shared)
  await openDemoHome(home)
  const context = contextIn(home, shared)
  const shown = await withStore(context, async (store) => {
    const steps = await loadSteps(store, context)
    return { madeUp: true, home, url: maskedAddress(store.address.connectionString), steps, ...(await look(store)) }
  })
  if (shared.json === true) sayJson(shown)
  else if (shared.quiet !== true) show(shown, wordsFor(process.env), callsOf(home, where))
}

function contextIn(home: string, shared: Shared): Context {
  const watched = process.stderr.isTTY === true && shared.json !== true && shared.quiet !== true
  const config = demoConfig(home)
  return { config, shared, watched, log: createLog(shared.verbose === true ? 'debug' : config.log.level) }
}

/**
 * Both steps go the way of `bills focus`, which knows what it has loaded before. The first is passed over once its files
 * were loaded: one of them has been restated since, and loading it again would undo that.
 */
async function loadSteps(store: Store, context: Context): Promise<StepDone[]> {
  const paths = pathsOf(first)
  const hashes = await sha256OfFiles(paths.map((path) => ({ path })))
  const before = await withClient(store.pool, (client) => everLoaded(client, hashes))
  const bills = before ? ({ step: 'bills', outcome: 'unchanged' } as const) : await load('bills', first, store, context)
  return [bills, await load('restatement', restated, store, context)]
}

async function load(
  step: StepDone['step'],
  files: readonly string[],
  store: Store,
  context: Context,
): Promise<StepDone> {
  const progress = progressOf(context)
  const { home, bills } = context.config
  const { replaced } = await loadFocus(store, {
    paths: pathsOf(files),
    cwd: home,
    home,
    covering: 'whole',
    feed: bills.focus.feed,
    roundDoubles: bills.focus.roundDoubles,
    memoryLimit: bills.focus.memoryLimit,
    finalAfterDays: bills.finalAfterDays,
    declared: [],
    now: today,
    onStep: progress.step,
  }).finally(progress.end)
  if (replaced?.loadId === undefined) return { step, outcome: 'unchanged' }
  const { linesAccepted: lines, came, gone, hours } = replaced
  return { step, outcome: 'loaded', lines, came, gone, hours }
}

function pathsOf(files: readonly string[]): string[] {
  return files.map((file) => shipped(`examples/bills/${file}`))
}

async function look(store: Store): Promise<Pick<Shown, 'services' | 'resources' | 'changes' | 'law'>> {
  return withClient(store.pool, async (client) => ({
    services: await costsBy(client, 'service', 8),
    resources: await costsBy(client, 'resource', 7),
    changes: await lastRestatement(client),
    law: await lawLines(client),
  }))
}

function tellStopped(stopped: boolean, { json }: Shared): void {
  if (json === true) sayJson({ stopped })
  else say(stopped ? 'The demo server is stopped. The data stay.' : 'The demo server was not running.')
}

function tellReset(deleted: boolean, home: string, { json }: Shared): void {
  if (json === true) sayJson({ deleted, home })
  else say(deleted ? `${home} is deleted; tokenledger demo makes it anew.` : 'There was no demo to delete.')
}
