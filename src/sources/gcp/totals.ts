/** What Google's invoices of some months come to, by a query of its own over the same table. */
import { z } from 'zod'
import { MalformedBill } from '../../errors.js'
import type { ProviderTotal } from '../../records/bill-source.js'
import { parseCurrency } from '../../units/currency.js'
import { parseDecimal } from '../../units/decimal.js'
import type { Export } from './export.js'
import { dayAfter, daysOfMonth } from './months.js'
import { pages, type Running } from './pages.js'

const rowOf = z.object({
  account: z.string().min(1),
  month: z.string(),
  currency: z.string(),
  total: z.string(),
  not_in_lines: z.string(),
})

export interface Months {
  readonly months: readonly string[]
  /** The first hour that lines are held of. */
  readonly from: string
  readonly upTo: string
}

/**
 * An invoice has rows of hours before the first that is read, above all in its first month: they are part of the total and
 * not of the lines.
 */
export async function totalsOf(
  running: Running,
  bill: Export,
  { months, from, upTo }: Months,
): Promise<ProviderTotal[]> {
  const [first = ''] = months.toSorted()
  const statement = bill.totals(running.table, {
    months,
    from,
    upTo,
    loadedFrom: dayAfter(daysOfMonth(first)[0], -running.settings.marginDays),
  })
  const totals: ProviderTotal[] = []
  for await (const { rows } of pages(running, statement)) totals.push(...rows.map((row) => totalOf(row, bill)))
  return totals
}

function totalOf(row: unknown, bill: Export): ProviderTotal {
  const { success, data } = rowOf.safeParse(row)
  if (!success) {
    throw new MalformedBill(
      `BigQuery answers invoice-totals with ${JSON.stringify(row)}, which is no total; a row without a cost makes it unknown. Nothing was loaded.`,
    )
  }
  return {
    provider: 'gcp',
    billingAccountId: data.account,
    billingPeriod: daysOfMonth(data.month)[0],
    billingCurrency: parseCurrency(data.currency),
    invoiceId: '',
    total: parseDecimal(data.total),
    notInLines: parseDecimal(data.not_in_lines),
    source: bill.totalsAre,
  }
}
