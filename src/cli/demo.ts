import { Command } from 'commander'
import type { ConfigOptions } from '../config/index.js'
import { createLog } from '../log.js'
import { stopServer } from '../store/embedded/index.js'
import { type Store, withClient } from '../store/index.js'
import { lawLines } from '../store/law.js'
import { modelsAtAGlance } from '../store/models.js'
import { billRestatements, costsBy } from '../store/overview.js'
import { reconciliation } from '../store/split/index.js'
import { type Context, type Shared, withStore } from './context.js'
import { callsOf, deleteDemoHome, demoHome, openDemoHome } from './demo-home.js'
import { type Shown, show } from './demo-show.js'
import { demoSteps } from './demo-steps.js'
import { type DemoWorld, openDemoWorld } from './demo-world.js'
import { wordsFor } from './demo-words.js'
import { say, sayJson } from './print.js'
import { maskedAddress } from './sql.js'

interface Options {
  readonly stop?: true
  readonly reset?: true
}

export function demoCommand(): Command {
  return new Command('demo')
    .summary('see it work on a made-up world')
    .description(
      'Serve a made-up world on loopback, as tokenledger world does, and read it as if it were real: exchange rates, a week ' +
        'of the bills of four clouds through their own APIs, and the telemetry of a fleet; then all of it again some days ' +
        'later, when bills were restated. Then show what came of it. It has a server and a folder of its own (demo, in the ' +
        'home); no other command opens them, and it opens no other ledger.',
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
  const world = await openDemoWorld(home)
  const context = contextIn(world, shared)
  const shown = await withStore(context, async (store) => {
    const steps = await demoSteps(store, context, world)
    return { madeUp: true, home, url: maskedAddress(store.address.connectionString), steps, ...(await look(store)) }
  }).finally(world.close)
  if (shared.json === true) sayJson(shown)
  else if (shared.quiet !== true) show(shown, wordsFor(process.env), callsOf(home, where))
}

function contextIn({ config }: DemoWorld, shared: Shared): Context {
  const watched = process.stderr.isTTY === true && shared.json !== true && shared.quiet !== true
  return { config, shared, watched, log: createLog(shared.verbose === true ? 'debug' : config.log.level) }
}

async function look(
  store: Store,
): Promise<Pick<Shown, 'models' | 'services' | 'resources' | 'changes' | 'law' | 'reconciliation'>> {
  return withClient(store.pool, async (client) => ({
    models: await modelsAtAGlance(client),
    services: await costsBy(client, 'service', 8),
    resources: await costsBy(client, 'resource', 7),
    changes: await billRestatements(client),
    law: await lawLines(client),
    reconciliation: await reconciliation(client, undefined),
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
