/** Prices as files tell them, each up to the day on which the next one of the same begins. */
import type { Price, PricedUnit } from '../records/price.js'
import { parseDecimal } from '../units/decimal.js'
import { decimalAt, type PricingFile, readPricingFile } from './file.js'
import { demandNone, type PricingOptions } from './read.js'
import { machineKey, tokenKey } from './rules.js'

/**
 * All prices of a user's own files; none ship. A later file replaces all prices that an earlier one tells of the same.
 * @throws ConfigError that tells every mistake of every file at once
 */
export function readPrices({ overlays }: PricingOptions): readonly Price[] {
  const files = overlays.map((path) => readPricingFile(path))
  demandNone(files)
  return pricesOf(files)
}

export function pricesOf(files: readonly PricingFile[]): readonly Price[] {
  const told = new Map<string, Price[][]>()
  for (const file of files) {
    const rows = keyedPrices(file)
    for (const [key] of rows) told.set(key, [])
    for (const [key, prices] of rows) told.get(key)?.push(prices)
  }
  return [...told.values()].flatMap(untilTheNext)
}

type Keyed = readonly [key: string, prices: Price[]]

function keyedPrices(file: PricingFile): Keyed[] {
  const { machine_prices: machines = [], token_prices: tokens = [] } = file.data ?? {}
  const amountAt = (...path: [list: string, index: number, field: string]) => decimalAt(file, path) ?? parseDecimal('0')
  return [
    ...machines.map((entry, index): Keyed => {
      const { provider, region, type: item, purchase, currency } = entry
      const amount = amountAt('machine_prices', index, 'amount')
      return [
        machineKey(entry),
        [{ provider, region, item, purchase, per: 'machine_hour', currency, amount, ...datesOf(entry) }],
      ]
    }),
    ...tokens.map((entry, index): Keyed => {
      const { provider, model: item, currency } = entry
      const price = (field: string, per: PricedUnit): Price => {
        const amount = amountAt('token_prices', index, field)
        return { provider, region: '', item, purchase: 'tokens', per, currency, amount, ...datesOf(entry) }
      }
      return [
        `tokens ${tokenKey(entry)}`,
        [
          price('input', 'million_input_tokens'),
          ...(entry.cached === undefined ? [] : [price('cached', 'million_cached_tokens')]),
          price('output', 'million_output_tokens'),
        ],
      ]
    }),
  ]
}

interface DatedEntry {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly source: string
  readonly as_of: string
}

function datesOf({ from, to, source, as_of: asOf }: DatedEntry): Pick<Price, 'from' | 'to' | 'source' | 'asOf'> {
  return { from: from ?? null, to: to ?? null, source, asOf }
}

/** Each list is what one row of a file tells; all are of the same. */
function untilTheNext(rows: readonly Price[][]): Price[] {
  const inOrder = rows.toSorted(([left], [right]) => ((left?.from ?? '') < (right?.from ?? '') ? -1 : 1))
  return inOrder.flatMap((prices, index) => {
    const next = inOrder[index + 1]?.[0]?.from ?? null
    return prices.map((price) => ({ ...price, to: earlier(price.to, next) }))
  })
}

function earlier(left: string | null, right: string | null): string | null {
  if (left === null || right === null) return left ?? right
  return left < right ? left : right
}
