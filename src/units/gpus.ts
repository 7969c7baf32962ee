import { attoOf, decimalOf, divideHalfEven, ONE } from './decimal.js'
import type { Decimal } from './decimal.js'

/**
 * How many GPUs, exact and in lowest terms: 8, an eighth of an L4, a sixth of an A10. A sixth has no decimal, and six of
 * 0.166666666666666667 are more than one; so what is reckoned here keeps the fraction, and is rounded when it is written.
 */
export interface Gpus {
  readonly numerator: bigint
  readonly denominator: bigint
}

const DIGITS = '\\d{1,6}'
const FRACTION = new RegExp(`^(${DIGITS})/(${DIGITS})$`)
const DECIMAL = new RegExp(`^${DIGITS}(?:\\.\\d{1,18})?$`)
const STEPS = /^(\d{1,9})(m|%)$/

/**
 * GPUs from `8`, `0.125`, `1/6`, from thousandths as Kubernetes writes them (`350m`), or from steps of qGPU (`35%`). Throws
 * RangeError for anything else; none at all (`0`) is a number of GPUs.
 */
export function parseGpus(text: string): Gpus {
  const [, over, under] = FRACTION.exec(text) ?? []
  if (over !== undefined && under !== undefined && !/^0+$/.test(under)) return lowest(BigInt(over), BigInt(under))
  if (DECIMAL.test(text)) return lowest(attoOf(text), ONE)
  const [, steps, step] = STEPS.exec(text) ?? []
  if (steps !== undefined) return step === 'm' ? gpusOfMilli(Number(steps)) : gpusOfPercent(Number(steps))
  throw new RangeError(`${JSON.stringify(text)} is no number of GPUs such as 8, 0.125, 1/6, 350m or 35%.`)
}

/** GPUs of a step in thousandths of a card. Throws RangeError for a part of a step and below zero. */
export function gpusOfMilli(milli: number): Gpus {
  if (!Number.isSafeInteger(milli) || milli < 0)
    throw new RangeError(`${milli} is no whole number of thousandths of a GPU.`)
  return lowest(BigInt(milli), 1000n)
}

/**
 * GPUs of a share of `tke.cloud.tencent.com/qgpu-core`, where 100 is a card. Below a card it goes in steps of 5 (Tencent
 * Cloud, document 457/59103); an eighth cannot be said. Throws RangeError between the steps.
 */
export function gpusOfPercent(percent: number): Gpus {
  const step = percent > 100 ? 100 : 5
  if (!Number.isSafeInteger(percent) || percent < 5 || percent % step !== 0) {
    throw new RangeError(`${percent} % of a GPU is no step of 5 %, nor a whole number of GPUs.`)
  }
  return lowest(BigInt(percent), 100n)
}

/** As it is written: a whole number, a decimal where there is one of six places or fewer, else the fraction. */
export function formatGpus({ numerator, denominator }: Gpus): string {
  return 10n ** 6n % denominator === 0n ? decimalOf((numerator * ONE) / denominator) : `${numerator}/${denominator}`
}

/** As PostgreSQL's `numeric(38,18)` holds it; what has no such decimal is rounded once, halves to the even neighbour. */
export function decimalOfGpus({ numerator, denominator }: Gpus): Decimal {
  return decimalOf(divideHalfEven(numerator * ONE, denominator))
}

export function isWhole({ denominator }: Gpus): boolean {
  return denominator === 1n
}

function lowest(numerator: bigint, denominator: bigint): Gpus {
  const divisor = greatestCommon(numerator, denominator)
  return { numerator: numerator / divisor, denominator: denominator / divisor }
}

function greatestCommon(left: bigint, right: bigint): bigint {
  return right === 0n ? left : greatestCommon(right, left % right)
}
