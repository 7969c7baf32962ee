import { Command } from 'commander'
import { withClient } from '../store/index.js'
import { type CompetingFeed, type LastRun, type LoadedBill, type Status, statusOf } from '../store/status.js'
import { contextOf, withStore } from './context.js'
import { amount, type Column, count, say, sayJson, several, table } from './print.js'
import { showDue, showJobs, showUndelivered, showWithoutRate } from './status-jobs.js'
import { COLUMNS, showTelemetry, time, widthOf } from './status-telemetry.js'

export function statusCommand(): Command {
  return new Command('status')
    .summary('what is loaded, up to when')
    .description(
      'What is loaded up to when: each bill with its lines, how far its charges reach and whether it is complete and ' +
        'final; accounts that several feeds bill, compared; how far telemetry was read, and what of its last 35 days ' +
        'nothing matches; hours that lack telemetry or a rate; the last run of each job, the last loads, and messages that no channel took. Times are ' +
        'UTC. It is news, so the exit code is 0.',
    )
    .action(async (_, command: Command) => {
      const context = contextOf(command)
      const status = await withStore(context, ({ pool }) => withClient(pool, statusOf))
      if (context.shared.json === true) sayJson(status)
      else if (context.shared.quiet !== true) {
        show(status)
        showUndelivered(status.undelivered)
      }
    })
}

function show(status: Status): void {
  const { bills, competing, runs, telemetry, withoutRate, jobs, due } = status
  if (bills.length + runs.length + telemetry.length + jobs.length === 0) {
    say('Nothing is loaded yet.\n')
    say('Load FOCUS exports:      tokenledger bills focus <files or folders>')
    say('Look at a made-up world: tokenledger demo')
    return
  }
  if (bills.length === 0) say('No bill is loaded yet.')
  else {
    say(`${several(bills.length, 'bill')} loaded (times are UTC; the last charge is where it ends):\n`)
    say(billTable(bills))
  }
  for (const remark of remarksOn(bills)) say(`\n${remark}`)
  if (competing.length > 0) {
    say('\nAccounts with several feeds: one counts, the others are compared and never added:\n')
    say(competingTable(competing))
  }
  if (telemetry.length > 0) showTelemetry(status)
  showWithoutRate(withoutRate)
  showDue(due)
  if (jobs.length > 0) showJobs(jobs)
  if (runs.length > 0) say(`\nLast loads:\n\n${runTable(runs)}`)
  if (runs.some(({ lines_rejected: rejected }) => rejected !== '0')) {
    say('\nRejected lines count nowhere. Why, and where each stands: select * from report.rejected_line')
  }
}

/** As many of its columns as fit a page: the period and the last loads tell nearly what the first to go tell; --json has all. */
function billTable(bills: readonly LoadedBill[]): string {
  const feeds = new Set(bills.map(({ feed }) => feed)).size > 1
  const columns = billColumns.filter(({ title }) => feeds || title !== 'Feed')
  const tables = [[], ['First charge'], ['First charge', 'Loaded']].map((less) => {
    const left = columns.filter(({ title }) => !less.includes(title))
    return table(
      left,
      bills.map((bill) => left.map(({ of }) => of(bill))),
    )
  })
  return tables.find((one) => widthOf(one) <= COLUMNS) ?? tables.at(-1) ?? ''
}

const billColumns: readonly (Column & { readonly of: (bill: LoadedBill) => string })[] = [
  { title: 'Feed', of: ({ feed }) => feed },
  { title: 'Provider', of: ({ provider }) => provider },
  { title: 'Account', of: ({ billing_account_id: account }) => account },
  { title: 'Period', of: ({ billing_period: period }) => period.slice(0, 7) },
  { title: 'Lines', align: 'right', of: ({ line_count: lines }) => count(lines) },
  { title: 'First charge', of: ({ first_charge: first }) => time(first) },
  { title: 'Last charge', of: ({ last_charge: last }) => time(last) },
  { title: 'State', of: stateOf },
  { title: 'Loaded', of: ({ loaded_at: at }) => time(at) },
]

function stateOf({ complete, partial, final, newer_content_refused: refused }: LoadedBill): string {
  const whole = complete ? (partial ? 'PARTIAL' : 'complete') : 'INCOMPLETE'
  return [whole, final ? 'final' : 'preliminary', ...(refused ? ['NEWER REFUSED'] : [])].join(', ')
}

function remarksOn(bills: readonly LoadedBill[]): string[] {
  return [
    ...(bills.some(({ complete }) => !complete)
      ? ['INCOMPLETE: lines were rejected. Have the export mended and load it again.']
      : []),
    ...(bills.some(({ partial }) => partial)
      ? ['PARTIAL: loaded with --partial, so it holds only what was named. Load the whole export to be sure.']
      : []),
    ...(bills.some(({ newer_content_refused: refused }) => refused)
      ? ['NEWER REFUSED: lines of a newer export were rejected, so the older, complete one still counts.']
      : []),
  ]
}

function competingTable(competing: readonly CompetingFeed[]): string {
  return table(
    [
      { title: 'Provider' },
      { title: 'Account' },
      { title: 'Period' },
      { title: 'Feed' },
      { title: 'It bills', align: 'right' },
      { title: 'Of it counts', align: 'right' },
      { title: 'Difference to what counts', align: 'right' },
    ],
    competing.map((one) => [
      one.provider,
      one.billing_account_id,
      one.billing_period.slice(0, 7),
      one.feed,
      amount(one.billed_cost, one.billing_currency),
      one.billed_cost_of_record === null ? 'nothing' : amount(one.billed_cost_of_record, one.billing_currency),
      amount(one.difference_to_record, one.billing_currency),
    ]),
  )
}

function runTable(runs: readonly LastRun[]): string {
  return table(
    [
      { title: 'Load', align: 'right' },
      { title: 'At' },
      { title: 'Command' },
      { title: 'Files', align: 'right' },
      { title: 'Accepted', align: 'right' },
      { title: 'Rejected', align: 'right' },
      { title: 'Rows came', align: 'right' },
      { title: 'Rows went', align: 'right' },
      { title: 'Hours folded', align: 'right' },
    ],
    runs.map((run) => [
      run.load_id,
      time(run.finished_at),
      run.command,
      ...[run.files, run.lines_accepted, run.lines_rejected, run.lines_came, run.lines_gone, run.hours_folded].map(
        count,
      ),
    ]),
  )
}
