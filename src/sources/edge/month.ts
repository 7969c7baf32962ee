/** What a device costs in a month of UTC whatever it does: what of it is written off, what it transfers, and its end. */
import type { BillLine } from '../../records/bill-line.js'
import { type BillingDay, hoursOfDay, plusDays } from '../../units/billing-day.js'
import type { Currency } from '../../units/currency.js'
import { attoOf, type Decimal, decimalOf, divideHalfEven, ONE } from '../../units/decimal.js'
import { type Hour, plusHours } from '../../units/hour.js'
import { type Instant, parseInstant } from '../../units/instant.js'
import type { DatedPrice, Day, Device } from './file.js'
import { daysBetween, daysIn, earlierOf, endOfLife, laterOf, monthOf, nextMonth, writtenOffBy } from './wear.js'

/** A fleet's month: what its lines have in common. */
export interface Month {
  readonly account: string
  /** The first of it. */
  readonly first: Day
}

export const PROVIDER = 'edge'

/** What of a line is its own. */
export interface Charged {
  readonly from: Hour
  readonly to: Hour
  readonly amount: bigint
  readonly currency: Currency
  readonly sku: 'device' | 'energy' | 'transfer' | 'write-off'
  readonly quantity: Decimal
  readonly unit: string
  /** Of energy: `measured` or `assumed`. */
  readonly costType?: string
}

/** The days of the month on which the device is there, `[from, to)`; undefined: none. */
export function daysOf(
  { bought, ended }: Pick<Device, 'bought' | 'ended'>,
  { first }: Pick<Month, 'first'>,
): [Day, Day] | undefined {
  const [from, to] = [laterOf(first, bought), earlierOf(nextMonth(first), ended)]
  return from.date < to.date ? [from, to] : undefined
}

/** All but energy. */
export function monthLines(device: Device, month: Month): BillLine[] {
  const days = daysOf(device, month)
  if (days === undefined) return []
  const charges = [...wear(device, days), ...transfer(device, days), ...writeOff(device, days)]
  return charges.map((one) => lineOf(device, month, one))
}

function wear(device: Device, [from, last]: [Day, Day]): Charged[] {
  const to = earlierOf(last, endOfLife(device))
  if (from.date >= to.date) return []
  const amount = writtenOffBy(device, to) - writtenOffBy(device, from)
  const hours = decimalOf(BigInt(24 * daysBetween(from, to)) * ONE)
  return evenly({
    ...hoursBetween(from, to),
    amount,
    currency: device.currency,
    sku: 'device',
    quantity: hours,
    unit: 'Hours',
  })
}

/** A price that changes within the month parts it; the GB of a whole month add up to what the device says. */
function transfer({ gbPerMonth, transfer: prices }: Device, [from, to]: [Day, Day]): Charged[] {
  if (gbPerMonth === undefined) return []
  const gbBy = (day: Day): bigint =>
    divideHalfEven(attoOf(gbPerMonth) * BigInt(daysBetween(from, day)), BigInt(daysIn(from)))
  const cuts = [
    from,
    ...prices.flatMap(({ from: since }) =>
      since !== undefined && since.date > from.date && since.date < to.date ? [since] : [],
    ),
    to,
  ]
  return cuts.slice(0, -1).flatMap((begin, i) => {
    const end = cuts[i + 1] ?? to
    const price = priceOn(prices, begin)
    if (price === undefined) return []
    const gb = gbBy(end) - gbBy(begin)
    const amount = divideHalfEven(gb * attoOf(price.amount), ONE)
    const said = { amount, currency: price.currency, sku: 'transfer', quantity: decimalOf(gb), unit: 'GB' } as const
    return evenly({ ...hoursBetween(begin, end), ...said })
  })
}

/** On its last day, what it cost less what was written off and what it was sold for; below zero where it was sold for more. */
function writeOff(device: Device, [, to]: [Day, Day]): Charged[] {
  const { ended, price, soldFor, currency } = device
  if (ended === undefined || to.date !== ended.date) return []
  const amount = attoOf(price) - writtenOffBy(device, ended) - attoOf(soldFor)
  if (amount === 0n) return []
  const quantity = decimalOf(ONE)
  return [
    { ...hoursBetween(plusDays(ended, -1), ended), amount, currency, sku: 'write-off', quantity, unit: 'Devices' },
  ]
}

/** The price in force on a day. */
export function priceOn(prices: readonly DatedPrice[], day: Day): DatedPrice | undefined {
  return prices.findLast(({ from }) => from === undefined || from.date <= day.date)
}

/** A line of one day would go by when the device worked (ledger.md 5); of half a day it goes evenly, as those of months do. */
function evenly(one: Charged): Charged[] {
  const noon = plusHours(one.from, 12)
  if (plusHours(noon, 12) !== one.to) return [one]
  const [amount, quantity] = [divideHalfEven(one.amount, 2n), divideHalfEven(attoOf(one.quantity), 2n)]
  const rest = decimalOf(attoOf(one.quantity) - quantity)
  return [
    { ...one, to: noon, amount, quantity: decimalOf(quantity) },
    { ...one, from: noon, amount: one.amount - amount, quantity: rest },
  ]
}

function hoursBetween(from: Day, to: Day): { from: Hour; to: Hour } {
  return { from: startOf(from), to: startOf(to) }
}

export function startOf(day: BillingDay<'UTC'>): Hour {
  return hoursOfDay(day).from
}

const SERVICES = {
  device: { serviceName: 'Edge device', category: 'Compute' },
  energy: { serviceName: 'Edge energy', category: 'Internet of Things' },
  transfer: { serviceName: 'Edge transfer', category: 'Networking' },
  'write-off': { serviceName: 'Edge device', category: 'Other' },
} as const

/** A line of the ledger. Nobody sends an invoice for it, so that it is the same on every basis. */
export function lineOf(device: Device, { account, first }: Month, one: Charged): BillLine {
  const { serviceName, category } = SERVICES[one.sku]
  const cost = decimalOf(one.amount)
  // What a device is written off beyond its use is no version's, and so names no machine.
  const isUse = one.sku !== 'write-off'
  return {
    window: monthOf(first),
    provider: PROVIDER,
    invoiceIssuerName: PROVIDER,
    invoiceId: null,
    billingAccountId: account,
    subAccountId: null,
    billingPeriodStart: instant(startOf(first)),
    billingPeriodEnd: instant(startOf(nextMonth(first))),
    billingCurrency: one.currency,
    chargePeriodStart: instant(one.from),
    chargePeriodEnd: instant(one.to),
    chargeCategory: isUse ? 'Usage' : 'Adjustment',
    chargeClass: null,
    chargeFrequency: one.sku === 'energy' ? 'Usage-Based' : isUse ? 'Recurring' : 'One-Time',
    serviceName,
    skuId: one.sku,
    skuPriceId: null,
    pricingCategory: 'Standard',
    commitmentDiscountId: null,
    commitmentDiscountType: null,
    commitmentDiscountStatus: null,
    capacityReservationId: null,
    capacityReservationStatus: null,
    costType: one.costType ?? null,
    regionId: device.region,
    resourceId: isUse ? device.id : null,
    consumedQuantity: one.quantity,
    consumedUnit: one.unit,
    pricingQuantity: one.quantity,
    pricingUnit: one.unit,
    listCost: cost,
    contractedCost: cost,
    billedCost: cost,
    effectiveCost: cost,
    details: { ServiceCategory: category, ...(one.sku === 'device' ? { SkuPriceDetails: holding(device) } : {}) },
    tags: isUse ? device.tags : { ...device.tags, device: device.id },
  }
}

/** As FOCUS names them; the reader counts GPU-seconds by it. */
function holding({ type, gpus }: Device): string {
  return JSON.stringify({ ...(type === undefined ? {} : { InstanceType: type }), GpuCount: String(gpus) })
}

function instant(hour: Hour): Instant {
  return parseInstant(hour)
}
