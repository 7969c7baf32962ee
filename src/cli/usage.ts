/** `tokenledger usage`: hours of telemetry into the ledger; `usage probe`: what a Prometheus offers. */
import cliProgress from 'cli-progress'
import { Command } from 'commander'
import { loadUsage, type UsageStep } from '../../jobs/usage.js'
import { prometheisNamed, usageOptions } from '../../jobs/usage-options.js'
import { ConfigError } from '../errors.js'
import { type Probe, probe } from '../sources/prometheus/index.js'
import { withClient } from '../store/index.js'
import { silentHours, tokensByModel, unmatchedReplicas } from '../store/usage/index.js'
import { type Context, contextOf, withStore } from './context.js'
import { say, sayJson } from './print.js'
import { offersNothing, remedyFor, showProbe } from './usage-probe.js'
import { lacking, showPlan, showUsage } from './usage-show.js'

interface Options {
  readonly from?: string
  readonly to?: string
  readonly source?: string
  readonly allowEmpty?: true
  readonly dryRun?: true
}

export function usageCommand(): Command {
  return new Command('usage')
    .summary('load what serving engines did')
    .description(
      'Load tokens, requests, latency and presence from the Prometheis of tokenledger.yaml, hour by hour. Without --from, ' +
        'the first run reads the last 24 hours; later ones read every hour since the last that was read (so after an old ' +
        '--from, everything up to now), the last ones again for samples that came late, and of the last 35 days those ' +
        'that were left out or came with warnings. Running it again changes nothing. Days of bills that go by when a ' +
        'machine ran are spread again where that is known now.',
    )
    .option('--from <hour>', 'read again from this whole hour or day on, in UTC')
    .option('--to <hour>', 'up to and without this hour or day (default: now)')
    .option('--source <name>', 'only this one of usage.prometheus')
    .option('--allow-empty', 'let an answer without usage empty an hour that holds some')
    .option('--dry-run', 'say which hours would be read, and read none')
    .addHelpText(
      'after',
      '\nExamples:\n  tokenledger usage\n  tokenledger usage --from 2026-08-01 --to 2026-08-03 --json\n  tokenledger usage probe\n\n' +
        'Exit codes: 0 loaded or nothing new, 2 mend the call, 3 refused, 4 try again,\n5 some hours are incomplete.',
    )
    .action(async (options: Options, command: Command) => run(contextOf(command), options))
    .addCommand(
      new Command('probe')
        .summary('what a Prometheus offers')
        .description(
          'Ask each Prometheus what it is, which of its metrics would be read, what is missing and what follows from ' +
            'that. Nothing is loaded. It ends with 2 when nothing at all would be read of one of them.',
        )
        .option('--source <name>', 'only this one of usage.prometheus')
        .action(async (_, command: Command) => ask(contextOf(command), command.optsWithGlobals<Options>())),
    )
}

async function run(context: Context, options: Options): Promise<void> {
  const { config, log, shared } = context
  const progress = barOf(context)
  const asked = usageOptions(config, options, { now: new Date(), onStep: progress.step })
  await withStore(context, async (store) => {
    const loaded = await loadUsage(store, asked).finally(progress.end)
    const hours = [...new Set(loaded.hours.map(({ hour }) => hour))].toSorted()
    const sources = [...new Set(loaded.hours.map(({ source }) => source))]
    const told = await withClient(store.pool, async (client) => ({
      ...loaded,
      models: await tokensByModel(client, sources, hours),
      silent: await silentHours(client, sources, hours),
      unmatched: await unmatchedReplicas(client),
    }))
    const incomplete = lacking(loaded.hours).length
    const facts = { command: 'usage', hours: loaded.hours.length, incomplete, unmatched: told.unmatched.length }
    log.info(facts, options.dryRun === true ? 'dry run' : 'loaded')
    if (shared.json === true) sayJson(told)
    else if (shared.quiet !== true) (options.dryRun === true ? showPlan : showUsage)(told)
    if (incomplete > 0) process.exitCode = 5
  })
}

/** @throws ConfigError when nothing would be read of one of them; what was found is said before */
async function ask({ config, shared }: Context, { source }: Options): Promise<void> {
  const found: { source: string; probe: Probe }[] = []
  const remedies: string[] = []
  for (const settings of prometheisNamed(config, source)) {
    const one = await probe(settings, new Date())
    if (shared.json !== true && shared.quiet !== true) {
      if (found.length > 0) say()
      showProbe(settings, one)
    }
    found.push({ source: settings.name, probe: one })
    if (offersNothing(one)) remedies.push(remedyFor(settings))
  }
  if (shared.json === true) sayJson(found)
  if (remedies.length > 0) throw new ConfigError(remedies.join('\n'))
}

/** A bar over the hours for a person, a line of the log an hour for a machine. */
function barOf({ watched, log }: Context): { step: (step: UsageStep) => void; end: () => void } {
  if (!watched) return { step: (step) => log.debug(step, 'hour'), end: () => undefined }
  const bar = new cliProgress.SingleBar(
    {
      format: '{bar} {value}/{total} hours of {source} {hour}',
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      stream: process.stderr,
    },
    cliProgress.Presets.shades_classic,
  )
  let begun = ''
  return {
    step: ({ source, hour = '', done, total }) => {
      if (begun !== source) bar.start(total, done, { source, hour })
      begun = source
      bar.setTotal(total)
      bar.update(done, { source, hour: hour.slice(0, 13) })
    },
    end: () => bar.stop(),
  }
}
