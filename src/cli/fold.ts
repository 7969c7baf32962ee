/** `tokenledger fold`: hours folded again by the settings in force. */
import cliProgress from 'cli-progress'
import { Command } from 'commander'
import { type Folded, foldAgain, type FoldStep, splitByOf } from '../../jobs/fold.js'
import { hourFrom } from '../../jobs/hour-option.js'
import { type Context, contextOf, withStore } from './context.js'
import { count, say, sayJson, several } from './print.js'

interface Options {
  readonly from?: string
  readonly to?: string
  readonly dryRun?: true
}

export function foldCommand(): Command {
  return new Command('fold')
    .summary('fold hours again after settings changed')
    .description(
      'Fold hours again, from bill lines to reports, by the settings in force: after a change of split, of usage.deployments or\n' +
        'of pricing files. Without --from, the hours that a change left due; status tells which those are. What moves is a\n' +
        'restatement with cause mapping. A day at a time, so that what a killed run did is done; running it again changes nothing.',
    )
    .option('--from <hour>', 'from this whole hour or day on, in UTC')
    .option('--to <hour>', 'up to and without this hour or day')
    .option('--dry-run', 'say which hours would be folded, and fold none')
    .addHelpText('after', '\nExit codes: 0 folded or nothing due, 2 mend the call or a file, 6 a law failed.')
    .action(async (options: Options, command: Command) => run(contextOf(command), options))
}

async function run(context: Context, options: Options): Promise<void> {
  const { config, log, shared } = context
  const progress = barOf(context)
  const dryRun = options.dryRun === true
  await withStore(context, async (store) => {
    const folded = await foldAgain(store, {
      ...splitByOf(config),
      from: hourFrom('--from', options.from),
      to: hourFrom('--to', options.to),
      dryRun,
      onStep: progress.step,
    }).finally(progress.end)
    log.info({ command: 'fold', days: folded.planned.length, ...sumsOf(folded) }, dryRun ? 'dry run' : 'folded')
    if (shared.json === true) sayJson(folded)
    else if (shared.quiet !== true) show(folded, { dryRun, named: options.from !== undefined })
  })
}

function sumsOf({ folded }: Folded): { hours: number; moved: number; versions: number } {
  const sum = (of: (one: Folded['folded'][number]) => number) => folded.reduce((total, one) => total + of(one), 0)
  return {
    hours: sum(({ hours }) => hours),
    moved: sum(({ moved }) => moved),
    versions: sum(({ versions }) => versions),
  }
}

function show(folded: Folded, { dryRun, named }: { readonly dryRun: boolean; readonly named: boolean }): void {
  const [first, last] = [folded.planned[0], folded.planned.at(-1)]
  if (first === undefined || last === undefined) {
    say(named ? 'No hour of it holds money.' : 'Nothing is due: every hour was folded by the settings in force.')
    return
  }
  const range = `from ${first.from.slice(0, 16)}Z up to ${last.to.slice(0, 16)}Z`
  if (dryRun) {
    say(`Would fold ${range}, ${several(folded.planned.length, 'day')}, a day at a time. Nothing was written.`)
    return
  }
  const { hours, moved, versions } = sumsOf(folded)
  say(`Folded ${several(hours, 'resource-hour')} again, ${range}.`)
  say(
    moved + versions === 0
      ? 'No amount moved.'
      : `Money moved in ${several(moved, 'resource-hour')} and ${count(versions)} version-hours: select * from report.model_restatement`,
  )
}

/** A bar over the days for a person, a line of the log a day for a machine. */
function barOf({ watched, log }: Context): { step: (step: FoldStep) => void; end: () => void } {
  if (!watched) return { step: (step) => log.debug(step, 'day'), end: () => undefined }
  const bar = new cliProgress.SingleBar(
    {
      format: '{bar} {value}/{total} days {day}',
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      stream: process.stderr,
    },
    cliProgress.Presets.shades_classic,
  )
  let begun = false
  return {
    step: ({ day = '', done, total }) => {
      if (!begun) bar.start(total, done, { day })
      begun = true
      bar.update(done, { day })
    },
    end: () => bar.stop(),
  }
}
