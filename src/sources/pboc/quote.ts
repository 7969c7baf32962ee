/** How a central parity is written: labels such as USD/CNY, 100JPY/CNY and CNY/THB, and values as decimal text. */
import type { FxRate } from '../../records/fx-rate.js'
import { type Currency, parseCurrency } from '../../units/currency.js'
import { parseDecimal } from '../../units/decimal.js'

/** What a column quotes: `to` for `units` of `from`. */
export interface Pair {
  readonly label: string
  readonly from: Currency
  readonly to: Currency
  readonly units: number
}

const LABEL = /^([1-9]\d{0,8})?([A-Z]{3})\/([A-Z]{3})$/
const VALUE = /^\d{1,9}(\.\d{1,10})?$/

/** @throws RangeError when the label is not of this form, or not between the yuan and another currency */
export function parsePair(label: string): Pair {
  const [, units = '1', first = '', second = ''] = LABEL.exec(label) ?? []
  if (first === '') throw new RangeError(`${JSON.stringify(label)} is not a pair such as USD/CNY or 100JPY/CNY.`)
  const [from, to] = [parseCurrency(first), parseCurrency(second)]
  if ((from === 'CNY') === (to === 'CNY')) throw new RangeError(`${label} is not between CNY and another currency.`)
  return { label, from, to, units: Number(units) }
}

/**
 * The pairs of a table's head.
 * @throws RangeError for a label that is none, a currency that is there twice, or when USD/CNY is missing, for dollars are
 * reckoned through it
 */
export function parsePairs(labels: readonly string[]): Pair[] {
  const pairs = labels.map(parsePair)
  const seen = new Set<Currency>()
  for (const { label, from, to } of pairs) {
    const currency = from === 'CNY' ? to : from
    if (seen.has(currency)) throw new RangeError(`${label} quotes ${currency} a second time.`)
    seen.add(currency)
  }
  if (!pairs.some(({ label }) => label === 'USD/CNY')) throw new RangeError('There is no column USD/CNY.')
  return pairs
}

/**
 * The rate that a cell says; undefined when the pair is not quoted that day, which is written `---`.
 * @throws RangeError for what is no value above zero
 */
export function parseQuote({ from, to, units, label }: Pair, text: string): FxRate | undefined {
  if (text === '---') {
    if (label === 'USD/CNY') throw new RangeError('USD/CNY is not quoted, and dollars are reckoned through it.')
    return undefined
  }
  const value = VALUE.test(text) ? parseDecimal(text) : undefined
  if (value === undefined || value === '0') {
    throw new RangeError(`${JSON.stringify(text.slice(0, 60))} is no rate of ${label} such as 6.7787.`)
  }
  return { from, to, units, value }
}

/** The same text with the point two places to the left: what 100 are quoted at, for one. `678.04` is `6.7804`. */
export function hundredth(text: string): string {
  if (!VALUE.test(text)) return text
  const [whole = '', fraction = ''] = text.split('.')
  const digits = whole.padStart(3, '0') + fraction
  const point = digits.length - fraction.length - 2
  return `${digits.slice(0, point)}.${digits.slice(point)}`
}
