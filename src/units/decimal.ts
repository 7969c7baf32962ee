import type { Branded } from './brand.js'

/** Exact decimal text, as PostgreSQL `numeric(38,18)` holds it: `55.04`, `-0.00000015`. No exponent, no idle zeros. */
export type Decimal = Branded<string, 'Decimal'>

/** One, in units of 1e-18. */
export const ONE = 10n ** 18n

const DECIMALS = 18
const INTEGER_DIGITS = 20
const LIMIT = 10n ** 38n
const NUMBER = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d+))?$/

/**
 * Exact decimal text of a number as bills write it; `1.5E-7` is what exports of doubles hold.
 * @throws RangeError when the text is no decimal number, or does not fit `numeric(38,18)`: rounding is not ours to do.
 */
export function parseDecimal(text: string): Decimal {
  return decimalOf(attoOf(text))
}

/** The number in units of 1e-18. Throws as `parseDecimal` does. */
export function attoOf(text: string): bigint {
  const [, sign = '', number = '', exponent = '0'] = NUMBER.exec(text) ?? refuse(text, 'is not a decimal number')
  const [whole = '', fraction = ''] = number.split('.')
  const digits = (whole + fraction).replace(/^0+/, '').replace(/0+$/, '')
  if (digits === '') return 0n
  const idle = (whole + fraction).length - (whole + fraction).replace(/0+$/, '').length
  const place = Number(exponent) - fraction.length + idle // the power of ten of the last digit
  if (place < -DECIMALS) refuse(text, `has more than ${DECIMALS} decimals`)
  if (digits.length + place > INTEGER_DIGITS) refuse(text, `has more than ${INTEGER_DIGITS} digits before the point`)
  const atto = BigInt(digits) * 10n ** BigInt(place + DECIMALS)
  return sign === '-' ? -atto : atto
}

/** Exact text of a number given in units of 1e-18. Throws RangeError past `numeric(38,18)`. */
export function decimalOf(atto: bigint): Decimal {
  const digits = magnitude(withinLimit(atto))
    .toString()
    .padStart(DECIMALS + 1, '0')
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '')
  const text = digits.slice(0, -DECIMALS) + (fraction === '' ? '' : `.${fraction}`)
  return (atto < 0n ? `-${text}` : text) as Decimal
}

/** The same number, when it fits `numeric(38,18)`: every sum and product passes here. Throws RangeError otherwise. */
export function withinLimit(atto: bigint): bigint {
  if (magnitude(atto) >= LIMIT)
    throw new RangeError(`A result has more than ${INTEGER_DIGITS} digits before the point.`)
  return atto
}

/** A quotient of integers, halves to the even neighbour: 5/2 is 2 and 7/2 is 4, so that rounding favours nobody. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const whole = numerator / denominator
  const twice = magnitude(numerator % denominator) * 2n
  const half = magnitude(denominator)
  const away = twice > half || (twice === half && whole % 2n !== 0n)
  if (!away) return whole
  return numerator < 0n === denominator < 0n ? whole + 1n : whole - 1n
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}

function refuse(text: string, why: string): never {
  const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text
  throw new RangeError(`${JSON.stringify(shown)} ${why}.`)
}
