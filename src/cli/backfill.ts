import cliProgress from 'cli-progress'
import { Command } from 'commander'
import { evaluateAfter } from '../../jobs/alerts.js'
import { type BackfillPlan, type Backfilling, planBackfill, runBackfill } from '../../jobs/backfill.js'
import { historiesNamed } from '../../jobs/index.js'
import { type JobResult, worstOf } from '../../jobs/run.js'
import type { Store } from '../store/index.js'
import { type Context, contextOf, withStore } from './context.js'
import { complainOf, logResult, resultTable } from './job-table.js'
import { amount, count, say, sayJson, several, table } from './print.js'
import { tell } from './status-telemetry.js'

interface Options {
  readonly from: string
  readonly to: string
  readonly again?: true
  readonly dryRun?: true
}

export function backfillCommand(): Command {
  return new Command('backfill')
    .summary('load the past of a source, oldest first')
    .description(
      'Load what lies behind: rates, bills, usage, usage:<name> of one Prometheus, or all of them in this order. It says ' +
        'how many requests it takes and what they cost before it reads anything: by what the provider counts, where asking ' +
        'that is free. What is held and complete is not read ' +
        'again, so running it again goes on where it ended; the jobs of the hour run beside it. Days are of the source: ' +
        'Beijing for rates, UTC for usage.',
    )
    .argument('<source>', 'rates, bills, usage, usage:<name> or all')
    .requiredOption('--from <day>', 'the first day, such as 2026-01-01')
    .requiredOption('--to <day>', 'the first day that is not asked for')
    .option('--again', 'read also what is held and complete')
    .option('--dry-run', 'say what it takes, and read nothing')
    .addHelpText(
      'after',
      '\nExamples:\n  tokenledger backfill all --from 2026-01-01 --to 2026-09-01 --dry-run\n' +
        '  tokenledger backfill usage:prod --from 2026-08-01 --to 2026-08-08\n\n' +
        'Exit codes: as those of run. The first piece that fails ends a source; the others are still loaded.',
    )
    .action(async (source: string, options: Options, command: Command) => run(contextOf(command), source, options))
}

async function run(context: Context, source: string, options: Options): Promise<void> {
  const { config, shared } = context
  const histories = historiesNamed(source, config)
  await withStore(context, async (store) => {
    const around = { now: new Date(), dryRun: false, again: options.again === true, onStep: () => undefined }
    const plans: BackfillPlan[] = []
    for (const one of histories) plans.push(await planBackfill(store, config, one, options, around))
    if (shared.json !== true && shared.quiet !== true) showPlans(plans)
    if (options.dryRun === true) {
      if (shared.json === true) sayJson({ plans: plans.map(toldOf), results: [] })
      return
    }
    const results: JobResult[] = []
    for (const plan of plans.filter(({ pieces }) => pieces.length > 0)) {
      const result = await load(store, context, plan)
      logResult(context, result)
      results.push(result)
    }
    // Once, when all is there: of a history half loaded, bills without their usage would fire.
    if (results.some(({ outcome }) => outcome !== 'elsewhere')) await evaluateAfter(store, config, context.log)
    if (shared.json === true) sayJson({ plans: plans.map(toldOf), results })
    else if (shared.quiet !== true) showResults(results)
    complainOf(results)
    process.exitCode = worstOf(results)
  })
}

async function load(store: Store, context: Context, plan: BackfillPlan): Promise<JobResult> {
  const bar = barOf(context, plan)
  const around: Backfilling = {
    now: new Date(),
    dryRun: false,
    log: context.log,
    onStep: () => undefined,
    onPiece: bar.step,
  }
  return runBackfill(store, context.config, plan, around).finally(bar.end)
}

function toldOf({ history, pieces, held, requests, usd, note }: BackfillPlan): object {
  return { source: history.name, pieces, held, requests, usd, note: note === '' ? null : note }
}

/** Before anything is asked: what it takes. On a terminal one can still end it. */
function showPlans(plans: readonly BackfillPlan[]): void {
  const right = (title: string) => ({ title, align: 'right' }) as const
  say(
    table(
      [
        { title: 'Source' },
        right('To read'),
        right('Held'),
        { title: 'From' },
        { title: 'To' },
        right('Requests, about'),
        right('Cost'),
      ],
      plans.map(({ history, pieces, held, requests, usd }) => [
        history.name,
        several(pieces.length, 'piece'),
        count(held),
        pieces[0]?.from ?? '',
        pieces.at(-1)?.to ?? '',
        count(requests),
        amount(usd, 'USD'),
      ]),
    ),
  )
  for (const { history, note } of plans) if (note !== '') tell(`\n${history.name}: ${note}`)
  say()
}

function showResults(results: readonly JobResult[]): void {
  if (results.length === 0) return say('Everything is held already. To read it all the same: --again.')
  say(resultTable(results))
  say()
  for (const { job, says, outcome } of results) if (outcome !== 'failed') tell(`${job}: ${says}.`)
}

/** A bar over the pieces for a person; for a machine each piece is a line of the log. */
function barOf(
  { watched }: Context,
  { history, pieces }: BackfillPlan,
): { step: Backfilling['onPiece']; end: () => void } {
  if (!watched) return { step: () => undefined, end: () => undefined }
  const bar = new cliProgress.SingleBar(
    {
      format: `{bar} {value}/{total} pieces of ${history.name} {from}`,
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      stream: process.stderr,
    },
    cliProgress.Presets.shades_classic,
  )
  bar.start(pieces.length, 0, { from: '' })
  return { step: (piece, done) => bar.update(done, { from: piece?.from ?? '' }), end: () => bar.stop() }
}
