/**
 * How much was used. Money is never reckoned from it: RealCost alone counts. A unit may hold a number: at `元/100个/小时` 100
 * used for an hour are one of what is priced (cloud.tencent.com/document/product/555/118503).
 */
import type { BillLine } from '../../records/bill-line.js'
import { attoOf, type Decimal, decimalOf, ONE, parseDecimal } from '../../units/decimal.js'
import { type Fields, parsed, textOf } from './fields.js'

export type Quantities = Pick<BillLine, 'consumedQuantity' | 'consumedUnit' | 'pricingQuantity' | 'pricingUnit'>

export const NOTHING: Quantities = {
  consumedQuantity: null,
  consumedUnit: null,
  pricingQuantity: null,
  pricingUnit: null,
}

/** Units that count machines: an hour of one machine is an hour. Cards are not among them, a machine has several. */
const PIECES = /^(个|台|实例|pcs|pieces?|units?|instances?)$/i

/** @throws Unfit for an amount that is no decimal */
export function quantitiesOf(component: Fields): Quantities {
  const used = amountOf(component, 'UsedAmount')
  const span = amountOf(component, 'TimeSpan')
  const [thing, time] = [bare(textOf(component, 'UsedAmountUnit')), bare(textOf(component, 'TimeUnitName'))]
  const consumedUnit = unitOf(thing, time)
  const consumedQuantity = consumedUnit === null ? null : product([used, span], [])
  return { consumedQuantity, consumedUnit, ...pricedOf(component, used, span) }
}

function pricedOf(component: Fields, used: Decimal | null, span: Decimal | null) {
  const [, ...per] = (textOf(component, 'PriceUnit') ?? '').split('/').map((part) => part.trim())
  const [first = '', second] = per
  if (first === '' || per.length > 2) return { pricingQuantity: null, pricingUnit: null }
  const timed = second === undefined && bare(first) === bare(textOf(component, 'TimeUnitName'))
  const factors = second === undefined ? [timed ? span : used] : [used, span]
  const pricingQuantity = product(factors, per.map(numberIn))
  const shown = second !== undefined && PIECES.test(first) ? second : per.join('/')
  return { pricingQuantity, pricingUnit: pricingQuantity === null ? null : shown }
}

function unitOf(thing: string | null, time: string | null): string | null {
  if (thing === null || time === null) return thing ?? time
  return PIECES.test(thing) ? time : `${thing}*${time}`
}

/** `100个` is counted one by one where it says how much, so its number goes; `m3` begins with none. */
function bare(unit: string | null): string | null {
  const name = unit?.replace(/^\d+(\.\d+)?\s*/, '') ?? null
  return name === '' ? null : name
}

function numberIn(unit: string): Decimal {
  return parseDecimal(/^\d+(\.\d+)?/.exec(unit)?.[0] ?? '1')
}

function amountOf(component: Fields, column: string): Decimal | null {
  const text = textOf(component, column)
  return text === null ? null : parsed(column, text, parseDecimal)
}

/** Null where one is not known, or where it cannot be said in 18 decimals: a third is no quantity to the last digit. */
function product(factors: readonly (Decimal | null)[], divisors: readonly Decimal[]): Decimal | null {
  let [above, below] = [ONE, 1n]
  for (const factor of factors) {
    if (factor === null) return null
    above *= attoOf(factor)
    below *= ONE
  }
  for (const divisor of divisors) {
    if (attoOf(divisor) === 0n) return null
    above *= ONE
    below *= attoOf(divisor)
  }
  return above % below === 0n ? fitting(above / below) : null
}

function fitting(atto: bigint): Decimal | null {
  try {
    return decimalOf(atto)
  } catch {
    return null
  }
}
