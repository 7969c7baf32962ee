import type { Currency } from './currency.js'
import { ONE, attoOf, divideHalfEven } from './decimal.js'
import { money } from './money.js'
import type { Money } from './money.js'

/** What one `From` is worth in `To`. A rate used backwards does not compile: its inverse is no exact decimal. */
export interface Rate<in out From extends Currency, in out To extends Currency> {
  readonly from: From
  readonly to: To
  /** Of `To` for one `From`, in units of 1e-18. */
  readonly atto: bigint
}

/** A rate from decimal text: `parseRate('7.1028', 'USD', 'CNY')`. Throws RangeError at or below zero. */
export function parseRate<From extends Currency, To extends Currency>(
  text: string,
  from: From,
  to: To,
): Rate<From, To> {
  const atto = attoOf(text)
  if (atto <= 0n) throw new RangeError(`A rate of ${text} ${to} for one ${from} is not above zero.`)
  return { from, to, atto }
}

/** Money at a rate, to 18 decimals, halves to the even neighbour. */
export function convert<From extends Currency, To extends Currency>(
  amount: Money<From>,
  rate: Rate<From, To>,
): Money<To> {
  if (amount.currency !== rate.from)
    throw new RangeError(`A rate from ${rate.from} does not convert ${amount.currency}.`)
  return money(divideHalfEven(amount.atto * rate.atto, ONE), rate.to)
}
