import type { Currency } from './currency.js'
import { attoOf, decimalOf, divideHalfEven, withinLimit } from './decimal.js'
import type { Decimal } from './decimal.js'

/**
 * Money in one currency. `in out` makes dollars and yuan strangers to the compiler: `add(usd, cny)` does not compile.
 * What adds up bills is PostgreSQL; this is for reading, printing and checking single amounts.
 */
export interface Money<in out C extends Currency> {
  readonly currency: C
  /** Units of 1e-18, exact. */
  readonly atto: bigint
}

/**
 * Money from decimal text, exact: `55.04`, `1.5E-7`.
 * @throws RangeError for what is no number (`1_000`, `NaN`, blanks), for more than 18 decimals (idle zeros do not count)
 * and for more than 20 digits before the point.
 */
export function parseMoney<C extends Currency>(text: string, currency: C): Money<C> {
  return money(attoOf(text), currency)
}

/** Money of so many units of 1e-18. Throws RangeError when PostgreSQL's `numeric(38,18)` could not hold it. */
export function money<C extends Currency>(atto: bigint, currency: C): Money<C> {
  return { currency, atto: withinLimit(atto) }
}

/** Exact decimal text without the currency, as `numeric` reads it: `55.04`. */
export function formatMoney<C extends Currency>(amount: Money<C>): Decimal {
  return decimalOf(amount.atto)
}

export function add<C extends Currency>(left: Money<C>, right: Money<C>): Money<C> {
  return money(left.atto + sameCurrency(left, right).atto, left.currency)
}

export function subtract<C extends Currency>(left: Money<C>, right: Money<C>): Money<C> {
  return money(left.atto - sameCurrency(left, right).atto, left.currency)
}

export function negate<C extends Currency>(amount: Money<C>): Money<C> {
  return money(-amount.atto, amount.currency)
}

/** -1, 0 or 1, for sorting. */
export function compare<C extends Currency>(left: Money<C>, right: Money<C>): -1 | 0 | 1 {
  const difference = left.atto - sameCurrency(left, right).atto
  if (difference === 0n) return 0
  return difference < 0n ? -1 : 1
}

export function isZero<C extends Currency>(amount: Money<C>): boolean {
  return amount.atto === 0n
}

/**
 * Money for people: `$1,234.50`, `-¥30,000.00`, `EUR 12.00`, halves to the even neighbour. Only yuan are written ¥:
 * yen share the sign, so they are written JPY.
 */
export function displayMoney<C extends Currency>(amount: Money<C>, decimals = 2): string {
  const cut = 10n ** BigInt(18 - decimals) // throws RangeError past 18 decimals
  const rounded = divideHalfEven(amount.atto, cut)
  const digits = (rounded < 0n ? -rounded : rounded).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(?:\d{3})+$)/g, ',')
  const fraction = decimals === 0 ? '' : `.${digits.slice(-decimals)}`
  return (rounded < 0n ? '-' : '') + sign(amount.currency) + whole + fraction
}

function sign(currency: Currency): string {
  if (currency === 'USD') return '$'
  return currency === 'CNY' ? '¥' : `${currency} `
}

// The compiler sees to it where currencies are known to it; a currency read from a file is only known here.
function sameCurrency<C extends Currency>(left: Money<C>, right: Money<C>): Money<C> {
  if (left.currency !== right.currency)
    throw new RangeError(`${left.currency} and ${right.currency} do not add up: convert first.`)
  return right
}
