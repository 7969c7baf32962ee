import { Command, Option } from 'commander'
import { clouds, storages } from '../../jobs/clouds.js'
import { type FocusLoaded, focusOptions, loadFocus } from '../../jobs/bills-focus.js'
import { type Covering, nameOf, type Store, withClient } from '../store/index.js'
import { cloudCommand } from './bills-api.js'
import { storageCommand } from './bills-exports.js'
import { type Context, contextOf, withStore } from './context.js'
import { amount, count, say, sayJson, several, table } from './print.js'
import { progressOf } from './progress.js'
import {
  type LeftBehind,
  leftBehindBy,
  reasonsOf,
  type Reason,
  restatedBy,
  type Restated,
  type Stored,
  storedOf,
} from '../store/index.js'

interface Options {
  readonly feed?: string
  readonly partial?: true
  readonly whole?: true
}

export function billsCommand(): Command {
  const bills = new Command('bills')
    .summary('load bills')
    .description('Load bills. Each source is a command of its own.')
  for (const cloud of clouds) bills.addCommand(cloudCommand(cloud))
  for (const storage of storages) bills.addCommand(storageCommand(storage))
  return bills.addCommand(
    new Command('focus')
      .summary('load FOCUS export files')
      .description(
        'Load FOCUS exports (1.0 to 1.4; CSV, CSV.gz, CSV.zst, Parquet) of AWS, Google Cloud, Azure, Oracle, Alibaba Cloud,\n' +
          'Tencent Cloud or anybody else. All files named together are one snapshot: it replaces what was loaded of the same\n' +
          'issuer, account and billing period, and only what differs is written. Running it again changes nothing.',
      )
      .argument('[path...]', 'files, folders or quoted globs; without any, bills.focus.paths of tokenledger.yaml')
      .option('--feed <name>', 'what this export is called, when an account has several (default: bills.focus.feed)')
      .addOption(
        new Option('--partial', 'the files are only part of an export: add them, withdraw nothing').conflicts('whole'),
      )
      .option('--whole', 'the files are all there is, even where they reach less far than what is loaded')
      .addHelpText(
        'after',
        '\nExamples:\n  tokenledger bills focus exports/2026-08/\n  tokenledger bills focus "exports/**/*.parquet" --json\n\n' +
          'Exit codes: 0 loaded or nothing new, 2 mend the call, 4 try again, 5 some lines were rejected, 6 it does not add up.',
      )
      .action(async (paths: string[], options: Options, command: Command) => run(contextOf(command), paths, options)),
  )
}

async function run(context: Context, named: readonly string[], options: Options): Promise<void> {
  const { config, log, shared } = context
  const asked = { paths: named, feed: options.feed, covering: coveringOf(options) }
  const focus = focusOptions(config, asked, {
    now: new Date(),
    onStep: (step, percent) => progress.step(step, percent),
  })
  const progress = progressOf(context)
  await withStore(context, async (store) => {
    const loaded = await loadFocus(store, focus).finally(progress.end)
    const { linesAccepted, linesRejected, replaced } = loaded
    log.info(
      {
        command: 'bills focus',
        loadId: replaced?.loadId ?? null,
        linesAccepted,
        linesRejected,
        came: replaced?.came ?? 0n,
        gone: replaced?.gone ?? 0n,
        hours: replaced?.hours ?? 0n,
      },
      'loaded',
    )
    const told = await tell(store, loaded)
    if (shared.json === true) sayJson(told)
    else if (shared.quiet !== true) show(told)
    if (linesAccepted + linesRejected === 0n) {
      process.stderr.write('The export holds no line: nothing was loaded.\n')
    }
    if (linesRejected > 0n) process.exitCode = 5
  })
}

function coveringOf({ partial, whole }: Options): Covering {
  if (partial === true) return 'partial'
  return whole === true ? 'shrunk' : 'whole'
}

/** What a load came to, for people and machines alike. */
interface Told extends FocusLoaded {
  readonly reasons: readonly Reason[]
  readonly restated: readonly Restated[]
  /** The accepted lines of the bills that the files speak of, as they stand now. */
  readonly stored: readonly Stored[]
  /** Bills that these files held before and hold no longer. */
  readonly leftBehind: readonly LeftBehind[]
}

async function tell(store: Store, loaded: FocusLoaded): Promise<Told> {
  const written = loaded.replaced?.loadId
  return withClient(store.pool, async (client) => ({
    ...loaded,
    reasons: loaded.linesRejected > 0n && loaded.loadId !== undefined ? await reasonsOf(client, loaded.loadId) : [],
    restated: written === undefined ? [] : await restatedBy(client, written),
    stored: await storedOf(client, loaded.replaced?.windows.map(({ window }) => window.windowKey) ?? []),
    leftBehind: written === undefined ? [] : await leftBehindBy(client, written),
  }))
}

function show({ files, replaced, linesAccepted, linesRejected, reasons, restated, stored, leftBehind }: Told): void {
  const read = `${several(files.files.length, 'file')}, ${several(linesAccepted + linesRejected, 'line')}`
  if (replaced?.loadId === undefined) say(`${read}: nothing changed, nothing was written.`)
  else {
    say(
      `${read}: ${several(replaced.came, 'row')} came, ${several(replaced.gone, 'row')} went, ${several(replaced.hours, 'resource-hour')} folded.`,
    )
    say()
    say(windowTable(replaced, stored))
    say()
    say('Accepted + rejected = the files, and hours = lines, on every basis: difference 0.')
  }
  if (restated.length > 0) say(`\nRestated:\n${restatedTable(restated)}`)
  for (const bill of leftBehind) {
    say(
      `These files held ${several(BigInt(bill.lines), 'line')} of ${bill.invoice_issuer_name}, account ${bill.billing_account_id}, ` +
        `period ${bill.billing_period.slice(0, 7)} before and no longer do; what was loaded of it stays.`,
    )
  }
  for (const { path, reason } of files.passedOver) say(`Passed over ${path}: ${reason}`)
  if (linesRejected > 0n) {
    say(
      `\n${several(linesRejected, 'line')} broke a rule and count nowhere; the load is incomplete. Why:\n${reasonTable(reasons)}`,
    )
    say('\nEach is kept: select * from report.rejected_line. Have the export mended and load it again.')
  }
}

function windowTable({ windows }: NonNullable<FocusLoaded['replaced']>, stored: readonly Stored[]): string {
  const rows = windows.flatMap(({ window, outcome }) => {
    const stands = stored.filter((row) => row.window_key === window.windowKey)
    if (stands.length === 0) return [[nameOf(window), outcome, count(0), '', '']]
    return stands.map(({ lines, billing_currency: currency, billed_cost: billed, effective_cost: effective }) => [
      nameOf(window),
      outcome,
      count(lines),
      amount(billed, currency),
      amount(effective, currency),
    ])
  })
  return table([{ title: 'Bill' }, { title: 'Now' }, right('Lines'), right('Billed'), right('Effective')], rows)
}

function reasonTable(reasons: readonly Reason[]): string {
  return table(
    [right('Lines'), { title: 'Column' }, { title: 'Reason' }, { title: 'First in' }],
    reasons.map(({ lines, column_name: column, reason, file, record, value }) => [
      count(lines),
      column,
      `${reason}${value === null ? '' : `: ${value}`}`,
      `${file}, record ${record}`,
    ]),
  )
}

function restatedTable(restated: readonly Restated[]): string {
  return table(
    [{ title: 'Resource' }, right('Charge periods'), right('Billed before'), right('Billed now'), right('Change')],
    restated.map((row) => [
      row.resource_id,
      count(row.periods),
      amount(row.before, row.billing_currency),
      amount(row.after, row.billing_currency),
      amount(row.change, row.billing_currency),
    ]),
  )
}

function right(title: string): { title: string; align: 'right' } {
  return { title, align: 'right' }
}
