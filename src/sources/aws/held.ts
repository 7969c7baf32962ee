/** What is stored of hours that can no longer be read, and what becomes of it when the day's bill changes. */
import type { BillLine } from '../../records/bill-line.js'
import type { Asking, BillPiece, HeldSum } from '../../records/bill-source.js'
import { parseDay } from '../../units/billing-day.js'
import { parseCurrency } from '../../units/currency.js'
import { parseInstant } from '../../units/instant.js'
import { daysOf, hoursWindow } from './days.js'
import { EC2, type Pair } from './queries.js'
import { kindOf } from './record-types.js'
import { type Day, nothingOf, type Part, restOf } from './rest.js'
import type { CostExplorerSettings } from './settings.js'

export interface Stored {
  /** The stored parts of a day's service and usage type; they are given once. */
  take(day: Day): readonly Part[]
  /** What is stored and no day's answer asked for: it is taken back. */
  leftOver(settings: CostExplorerSettings): BillLine[]
}

interface Entry {
  readonly pair: Pair
  readonly day: string
  readonly usageType: string
  readonly currency: string
  readonly parts: Part[]
}

export async function heldOf({ from, to }: BillPiece, around: Asking): Promise<Stored> {
  const days = daysOf(parseDay(from, 'UTC'), parseDay(to, 'UTC')).map(({ date }) => date)
  const known = days.filter((day) => around.held.has(hoursWindow(day)))
  const entries = new Map<string, Entry>()
  const sums: readonly HeldSum[] = known.length === 0 ? [] : await around.sums(known.map(hoursWindow))
  for (const sum of sums) {
    const day = sum.window.slice(0, 10)
    const pair = { account: sum.subAccountId, recordType: sum.costType }
    const key = keyOf(pair, day, sum.usageType, sum.billingCurrency)
    const entry = entries.get(key) ?? { pair, day, usageType: sum.usageType, currency: sum.billingCurrency, parts: [] }
    entries.set(key, entry)
    entry.parts.push(partOf(sum))
  }
  return {
    take: ({ group, about }) => {
      const key = keyOf(about, group.from.slice(0, 10), about.usageType, group.currency)
      const entry = entries.get(key)
      entries.delete(key)
      return entry?.parts ?? []
    },
    leftOver: (settings) => [...entries.values()].flatMap((entry) => takenBack(entry, settings)),
  }
}

function takenBack({ pair, day, usageType, currency, parts }: Entry, settings: CostExplorerSettings): BillLine[] {
  const kind = kindOf(pair.recordType, settings.recordTypes) ?? 'usage'
  const about = { window: day, ...pair, kind, service: EC2, usageType, resourceId: null, tags: {} }
  return restOf(nothingOf(day, parseCurrency(currency), about), parts, settings)
}

function partOf(sum: HeldSum): Part {
  return {
    resourceId: sum.resourceId,
    from: parseInstant(sum.chargePeriodStart),
    to: parseInstant(sum.chargePeriodEnd),
    billed: sum.billedCost,
    effective: sum.effectiveCost,
  }
}

function keyOf({ account, recordType }: Pair, day: string, usageType: string, currency: string): string {
  return JSON.stringify([day, account, recordType, usageType, currency])
}
