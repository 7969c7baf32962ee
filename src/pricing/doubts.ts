/** Whether a price can be right: what it comes to for an hour of an A100. */
import { attoOf, type Decimal, divideHalfEven, ONE } from '../units/decimal.js'
import { money } from '../units/money.js'
import { displayMoney } from '../units/money.js'
import type { Currency } from '../units/currency.js'
import type { Gpus } from '../units/gpus.js'
import { formatGpus } from '../units/gpus.js'
import type { Unit } from '../units/quantity.js'
import { UNITS } from '../units/quantity.js'
import type { Pricing } from './read.js'
import { keyOf } from './rules.js'
import type { PriceEntry } from './schema.js'
import type { MachinePriceEntry } from './schema-prices.js'

/**
 * What an hour of an A100 may cost, from a bargain to a robbery. The list price of one was $3.431 (p4de.24xlarge, July 2026).
 * Yuan at seven to the dollar: this asks for the order of magnitude, and no rate of a day.
 */
const PLAUSIBLE: Partial<Record<Currency, readonly [from: string, to: string]>> = {
  USD: ['0.1', '20'],
  CNY: ['0.7', '140'],
}

/** A price as it is looked at. */
export interface Doubted extends Pick<PriceEntry, 'provider' | 'type' | 'currency' | 'per'> {
  readonly amount: Decimal
  readonly gpus: Gpus | undefined
  readonly gpu: string | undefined
}

/** The price of a machine for an hour: of the GPUs that its type holds. */
export function machineDoubted(entry: MachinePriceEntry, amount: Decimal, pricing: Pricing): Doubted {
  const known = pricing.types.findLast((one) => keyOf(one) === keyOf(entry))
  return { ...entry, amount, per: 'instance_hours', gpus: known?.gpus, gpu: known?.gpuModel ?? undefined }
}

/** What is doubtful about a price, in sentences; none when nothing is. */
export function doubtsOf(entry: Doubted, pricing: Pricing): string[] {
  const { amount, gpus } = entry
  const unit = UNITS.find((one) => one === entry.per)
  const told = typeDoubts(entry, pricing)
  if (unit === undefined) return [...told, `is a price per ${entry.per}, which is no unit. Units are ${UNITS.join(', ')}.`]
  const factor = entry.gpu === undefined ? undefined : pricing.factors.get(entry.gpu)
  const perHour = factor === undefined ? undefined : perA100Hour(attoOf(amount), unit, gpus, attoOf(factor))
  const plausible = PLAUSIBLE[entry.currency]
  if (perHour === undefined || plausible === undefined) return told
  const [least, most] = plausible.map((bound) => attoOf(bound))
  if (least === undefined || most === undefined || (perHour >= least && perHour <= most)) return told
  const shown = (atto: bigint) => displayMoney(money(atto, entry.currency))
  return [
    ...told,
    `(${amount} ${entry.currency} per ${unit}) comes to ${shown(perHour)} for an hour of an A100; expected ${shown(least)} to ` +
      `${shown(most)}. Look at the unit and at how many GPUs it is of.`,
  ]
}

/** Undefined for units that are no time on a GPU, and for those that need a number of GPUs where none is told. */
function perA100Hour(amount: bigint, unit: Unit, gpus: Gpus | undefined, factor: bigint): bigint | undefined {
  const ofOne = perGpuHour(amount, unit, gpus)
  return ofOne === undefined ? undefined : divideHalfEven(ofOne * ONE, factor)
}

function perGpuHour(amount: bigint, unit: Unit, gpus: Gpus | undefined): bigint | undefined {
  if (unit === 'gpu_hours') return amount
  if (unit === 'gpu_seconds') return amount * 3600n
  if (gpus === undefined || gpus.numerator === 0n) return undefined
  if (unit === 'instance_hours') return divideHalfEven(amount * gpus.denominator, gpus.numerator)
  if (unit === 'vgpu_seconds') return divideHalfEven(amount * 3600n * gpus.denominator, gpus.numerator)
  return undefined
}

function typeDoubts({ provider, type, gpu, gpus }: Doubted, pricing: Pricing): string[] {
  if (provider === undefined || type === undefined) return []
  const known = pricing.types.findLast((one) => keyOf(one) === keyOf({ provider, type }))
  if (known === undefined) return [`is of ${provider} ${type}, which is in no file of instance types. Add it, or mend the name.`]
  const { gpuModel } = known
  const doubts: string[] = []
  if (gpu !== undefined && gpuModel !== null && gpu !== gpuModel)
    doubts.push(`says that ${type} holds ${gpu}; it holds ${gpuModel} (${known.where}).`)
  if (gpus !== undefined && formatGpus(gpus) !== formatGpus(known.gpus))
    doubts.push(`reckons with ${formatGpus(gpus)} GPU of ${type}; it holds ${formatGpus(known.gpus)} (${known.where}).`)
  return doubts
}
