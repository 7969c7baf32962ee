import { attoOf, decimalOf, ONE } from '../../src/units/decimal.js'
import { hourRange, hoursOf, parseHour, plusHours } from '../../src/units/hour.js'
import type { Hour } from '../../src/units/hour.js'
import type { Line } from './csv.js'

/** A product to the last digit. Throws RangeError where it has more than 18 decimals: a made-up bill rounds nothing. */
export function times(one: string, other: string): string {
  const product = attoOf(one) * attoOf(other)
  if (product % ONE !== 0n) throw new RangeError(`${one} x ${other} has more than 18 decimals.`)
  return decimalOf(product / ONE)
}

/** The four costs of a charge. What is not said is the cost before it: no discount, no commitment, nothing amortised. */
export function costs(list: string, contracted = list, billed = contracted, effective = billed): Line {
  return { ListCost: list, ContractedCost: contracted, BilledCost: billed, EffectiveCost: effective }
}

/** When something was used: from `start` up to and without `end`. */
export function during(start: string, end: string): Line {
  return { ChargePeriodStart: start, ChargePeriodEnd: end }
}

export function inHour(hour: Hour): Line {
  return during(hour, plusHours(hour, 1))
}

/** The hours from `from` up to and without `to`, both as text. */
export function hours(from: string, to: string): Hour[] {
  return [...hoursOf(hourRange(parseHour(from), parseHour(to)))]
}

/** The hour so many hours after the first of August 2026, UTC. */
export function august(day: number, hour = 0): Hour {
  return plusHours(parseHour('2026-08-01T00:00:00Z'), (day - 1) * 24 + hour)
}

/** Fields of how much was used and what one of it costs; what is priced is what was consumed. */
export function amount(quantity: string, unit: string, listPrice: string, contractedPrice = listPrice): Line {
  return {
    ConsumedQuantity: quantity,
    ConsumedUnit: unit,
    PricingQuantity: quantity,
    PricingUnit: unit,
    ListUnitPrice: listPrice,
    ContractedUnitPrice: contractedPrice,
  }
}

/** A whole machine for an hour at its list price. */
export function onDemand(machine: Line, hour: Hour, price: string): Line {
  return { ...machine, ...inHour(hour), ...amount('1', 'Hrs', price), ...costs(price) }
}

// Requests per hour of a Beijing day as a share of the busiest: quiet at four in the morning, full at eight in the evening.
const busy = [38, 24, 15, 10, 8, 9, 14, 27, 49, 72, 86, 88, 70, 66, 79, 84, 83, 80, 85, 96, 100, 94, 77, 55]

/** How busy an hour is, in thousandths, with a little noise that is the same on every machine. */
export function load(hour: Hour): bigint {
  const number = Date.parse(hour) / 3_600_000
  const share = busy[(number + 8) % 24] ?? 0
  return BigInt(share * 10) + (noise(number, 'load') % 40n)
}

/** A number below a billion that belongs to `number` and `salt` for ever. */
export function noise(number: number, salt: string): bigint {
  let state = BigInt(number)
  for (const letter of salt) state = (state * 6_364_136_223_846_793_005n + BigInt(letter.charCodeAt(0))) % 2n ** 64n
  return (state >> 20n) % 1_000_000_000n
}
