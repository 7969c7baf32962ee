/** `tokenledger reconcile`: where the money of each bill went, and that nothing is left over. */
import { Command } from 'commander'
import { ConfigError, LedgerBroken } from '../errors.js'
import { withClient } from '../store/index.js'
import { inSnapshot } from '../store/snapshot.js'
import {
  type Invoiced,
  invoices,
  type Reconciled,
  reconciliation,
  reportsLack,
  type UnmappedMoney,
  unmappedMoney,
} from '../store/split/index.js'
import { contextOf, withStore } from './context.js'
import { amount, say, sayJson, table } from './print.js'

interface Options {
  readonly period?: string
  readonly basis: string
}

const BASES = ['billed', 'effective', 'contracted', 'list', 'all'] as const
const PARTS = ['serving', 'warm_idle', 'cold_idle', 'shared'] as const
/** Why money is no version's, as columns of `report.reconciliation`. */
export const REASONS = [
  'unused_commitment',
  'purchase',
  'tax',
  'credit',
  'support',
  'rounding',
  'out_of_scope',
  'no_resource',
  'no_telemetry',
  'unmapped',
] as const
/** What no version got because nobody says whose it is: what coverage counts. */
const UNCOVERED: ReadonlySet<string> = new Set(['no_resource', 'no_telemetry', 'unmapped'])
const MOST = 5

export function reconcileCommand(): Command {
  return new Command('reconcile')
    .summary('where the money of each bill went')
    .description(
      'For each account, billing period and currency: the bill, what versions served, what stood idle warm and cold, what is\n' +
        'shared, what no version got and why, and what belongs to hours yet to come. The difference is 0, to the last digit.',
    )
    .option('--period <month>', 'only this billing period, such as 2026-08')
    .option('--basis <basis>', `${BASES.slice(0, -1).join(', ')} or all`, 'effective')
    .addHelpText('after', '\nExit codes: 0 every bill is accounted for, 2 mend the call, 6 something is left over.')
    .action(async (options: Options, command: Command) => {
      const context = contextOf(command)
      demand(options)
      const { all, unmapped, told } = await withStore(context, ({ pool }) =>
        withClient(pool, (client) =>
          inSnapshot(client, async () => {
            demandReports(await reportsLack(client))
            return {
              all: await reconciliation(client, options.period),
              told: await invoices(client, options.period),
              unmapped: await unmappedMoney(client, options.period, MOST),
            }
          }),
        ),
      )
      const bills = all.filter(({ basis }) => options.basis === 'all' || basis === options.basis)
      if (context.shared.json === true) sayJson({ bills, invoices: told, unmapped })
      else if (context.shared.quiet !== true) show(bills, told, unmapped, options.period)
      demandNothingLeft(all)
    })
}

/** @throws ConfigError for a period or basis that is none */
function demand({ period, basis }: Options): void {
  if (period !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(period))
    throw new ConfigError(`--period ${period} is no month. Write it as 2026-08.`)
  if (!BASES.some((one) => one === basis))
    throw new ConfigError(`--basis ${basis} is none of ${BASES.join(', ')}. Name one of them.`)
}

/** @throws ConfigError while hours are left that were folded before there were reports */
export function demandReports(lacking: boolean): void {
  if (!lacking) return
  throw new ConfigError(
    'Some hours were folded by a version without reports, so where their money went is not known yet. Run tokenledger fold.',
  )
}

function demandNothingLeft(bills: readonly Reconciled[]): void {
  const wrong = bills.find(({ difference }) => !/^-?0(\.0*)?$/.test(difference))
  if (wrong === undefined) return
  const {
    provider,
    billing_account_id: account,
    billing_period: period,
    basis,
    difference,
    billing_currency: currency,
  } = wrong
  throw new LedgerBroken(
    `The ${basis} bill of ${provider} ${account} for ${period.slice(0, 7)} differs by ${difference} ${currency} from where it went. ` +
      'A load never commits this, so something else wrote to the database: run tokenledger check.',
    { facts: { provider, account, period, basis, difference } },
  )
}

function show(
  bills: readonly Reconciled[],
  told: readonly Invoiced[],
  unmapped: readonly UnmappedMoney[],
  period: string | undefined,
): void {
  if (bills.length === 0) {
    say(period === undefined ? 'No bill is loaded yet.' : `No bill of ${period} is loaded.`)
    return
  }
  for (const [i, bill] of bills.entries()) {
    if (i > 0) say()
    say(reconciliationTable(bill))
  }
  if (told.length > 0) say(`\nWhat providers say of their bills (billed):\n\n${invoiceTable(told)}`)
  if (unmapped.length === 0) return
  say('\nNobody says what this is for (billed, the most first; docs/split.md says how to tell):\n')
  say(
    table(
      [
        { title: 'Provider' },
        { title: 'Period' },
        { title: 'Service' },
        { title: 'Reason' },
        { title: 'Resources', align: 'right' },
        { title: 'Billed', align: 'right' },
      ],
      unmapped.map((one) => [
        one.provider,
        one.billing_period.slice(0, 7),
        one.service_name ?? 'unknown',
        one.reason,
        one.resources,
        amount(one.billed_cost, one.billing_currency),
      ]),
    ),
  )
}

/** A difference is news while a month is open: totals are renewed apart from lines. It blocks nothing but closing. */
function invoiceTable(told: readonly Invoiced[]): string {
  const right = (title: string) => ({ title, align: 'right' }) as const
  return table(
    [
      { title: 'Account' },
      { title: 'Period' },
      right('By lines'),
      right('Not in lines'),
      right('Provider'),
      right('Difference'),
    ],
    told.map((one) => [
      `${one.provider} ${one.billing_account_id}${one.invoice_id === '' ? '' : ` ${one.invoice_id}`}`,
      one.billing_period.slice(0, 7),
      amount(one.billed, one.billing_currency),
      amount(one.not_in_lines, one.billing_currency),
      amount(one.provider_total, one.billing_currency),
      isZero(one.provider_difference) ? '0' : amount(one.provider_difference, one.billing_currency),
    ]),
  )
}

/** A bill as a statement: what it holds, line by line, and what is left over. */
export function reconciliationTable(bill: Reconciled): string {
  const currency = bill.billing_currency
  const rows: (readonly [string, string])[] = [['the bill', bill.bill]]
  for (const part of PARTS) if (!isZero(bill[part])) rows.push([part.replace('_', ' '), bill[part]])
  for (const reason of REASONS) if (!isZero(bill[reason])) rows.push([labelOf(reason), bill[reason]])
  if (!isZero(bill.deferred)) rows.push(['deferred to hours to come', bill.deferred])
  const open = bill.unknown === '0' ? '' : `, ${bill.unknown} resource-hours leave it open`
  return table(
    [
      {
        title: `${bill.provider} ${bill.billing_account_id}, ${bill.billing_period.slice(0, 7)}, ${bill.basis}${open}`,
      },
      { title: currency, align: 'right' },
    ],
    [
      ...rows.map(([what, sum]) => [`  ${what}`, amount(sum, currency)]),
      ['  difference', bill.difference.replace(/\.0+$/, '')],
    ],
  )
}

function labelOf(reason: string): string {
  const words = reason.replaceAll('_', ' ')
  return UNCOVERED.has(reason) ? `unattributed: ${words} (!)` : `unattributed: ${words}`
}

function isZero(text: string): boolean {
  return /^-?0(\.0*)?$/.test(text)
}
