/** What Tencent itself says a month comes to, apart from its rows: DescribeBillSummary, by product. */
import type { Asking, BillPage, ProviderTotal } from '../../records/bill-source.js'
import { attoOf, type Decimal, decimalOf } from '../../units/decimal.js'
import { answerOf, malformed, recordsOf } from './answers.js'
import { PRECISION } from './category.js'
import { demandText, type Fields, parsed, textOf, Unfit } from './fields.js'
import type { Month } from './months.js'
import { put, type Source } from './question.js'
import { NotReady } from './refusals.js'

/** Whether a row is the month's difference in precision. */
export function isPrecision(row: Fields): boolean {
  return row['ActionType'] === PRECISION || row['BusinessCode'] === PRECISION
}

/** `precise`: the rows have the precision line themselves. A summary that is not made yet is no total, and no failure. */
export async function totalPage(source: Source, month: Month, precise: boolean, around: Asking): Promise<BillPage> {
  const name = `DescribeBillSummary ${month.name}`
  const { account, currency } = source.settings
  try {
    const asked = { GroupType: 'business', Month: month.name }
    const sums = sumsOf(await put(source, 'DescribeBillSummary', asked, around), name)
    if (sums === undefined) return { name, lines: [], refused: [] }
    const total: ProviderTotal = {
      provider: 'tencent',
      billingAccountId: account,
      billingPeriod: month.first.date,
      billingCurrency: currency,
      invoiceId: '',
      total: sums.total,
      notInLines: precise ? decimalOf(0n) : sums.precision,
      source: 'DescribeBillSummary',
    }
    return { name, lines: [], refused: [], totals: [total] }
  } catch (error) {
    if (error instanceof NotReady) return { name, lines: [], refused: [] }
    throw error
  }
}

interface Sums {
  readonly total: Decimal
  /** What the product 月度计费精度差异 comes to: eight decimals are billed, two are paid (document/product/555/7465). */
  readonly precision: Decimal
}

/** Undefined while it is not ready. @throws MalformedBill for a sum that is no decimal */
function sumsOf(text: string, name: string): Sums | undefined {
  const answer = answerOf(text, name)
  if (answer['Ready'] === 0) return undefined
  let [total, precision] = [0n, 0n]
  try {
    for (const product of recordsOf(answer, 'SummaryDetail', name)) {
      const sum = parsed('RealTotalCost', demandText(product, 'RealTotalCost'), attoOf)
      total += sum
      if (textOf(product, 'GroupKey') === PRECISION) precision += sum
    }
  } catch (error) {
    if (error instanceof Unfit)
      throw malformed(name, `cannot be understood: ${error.column} ${error.value} ${error.message}`)
    throw error
  }
  return { total: decimalOf(total), precision: decimalOf(precision) }
}
