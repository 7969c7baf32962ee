import type { Currency } from './currency.js'
import { ONE, attoOf, divideHalfEven } from './decimal.js'
import { money } from './money.js'
import type { Money } from './money.js'

/** What is counted. Each is its own type: a provider's vGPU-second is a fraction of a GPU, an instance-hour holds eight. */
export const UNITS = [
  'gpu_seconds',
  'gpu_hours',
  'vgpu_seconds',
  'instance_hours',
  'a100_seconds',
  'tokens',
  'seconds',
] as const
export type Unit = (typeof UNITS)[number]

/** So many of one unit. */
export interface Quantity<in out U extends Unit> {
  readonly unit: U
  /** Units of 1e-18, exact. */
  readonly atto: bigint
}

/** Money for one unit. A price per vGPU-second times instance-hours does not compile. */
export interface Price<in out C extends Currency, in out U extends Unit> {
  readonly currency: C
  readonly per: U
  /** Of the currency for one unit, in units of 1e-18. */
  readonly atto: bigint
}

/** A quantity from decimal text, exact. Throws RangeError as `parseMoney` does. */
export function parseQuantity<U extends Unit>(text: string, unit: U): Quantity<U> {
  return { unit, atto: attoOf(text) }
}

/** A price from decimal text, exact: `parsePrice('0.0035', 'CNY', 'vgpu_seconds')`. Throws RangeError below zero. */
export function parsePrice<C extends Currency, U extends Unit>(text: string, currency: C, per: U): Price<C, U> {
  const atto = attoOf(text)
  if (atto < 0n) throw new RangeError(`A price of ${text} ${currency} per ${per} is below zero.`)
  return { currency, per, atto }
}

/** Price times quantity: exact while 18 decimals hold it, past them halves to the even neighbour. */
export function cost<C extends Currency, U extends Unit>(price: Price<C, U>, quantity: Quantity<U>): Money<C> {
  if (price.per !== quantity.unit) throw new RangeError(`A price per ${price.per} does not fit ${quantity.unit}.`)
  return money(divideHalfEven(price.atto * quantity.atto, ONE), price.currency)
}
