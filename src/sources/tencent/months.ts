/** Billing periods: whole months of Beijing, which keeps no summer time. */
import { type BillingDay, dayOf, hoursOfDay, monthStart, parseDay, plusDays } from '../../units/billing-day.js'
import { parseHour } from '../../units/hour.js'
import { epochSeconds, instantAt, type Instant, parseInstant } from '../../units/instant.js'

export interface Month {
  /** `2026-08` */
  readonly name: string
  readonly first: BillingDay<'UTC+8'>
  /** The first day that is no longer of it. */
  readonly next: BillingDay<'UTC+8'>
}

/** Tencent answers for the last 18 months: "最多可拉取18个月内的数据" (DescribeBillDetail). */
export const MONTHS_KEPT = 18

/** @throws RangeError for what is no month such as 2026-08 */
export function monthNamed(name: string): Month {
  return monthOf(parseDay(`${name}-01`, 'UTC+8'))
}

export function monthAt(now: Date): Month {
  const seconds = Math.floor(now.getTime() / 3_600_000) * 3600
  return monthOf(dayOf(parseHour(instantAt(seconds)), 'UTC+8'))
}

/** Months that share a day with `[from, to)`, oldest first. */
export function monthsOf(from: string, to: string): Month[] {
  const months: Month[] = []
  for (let month = monthOf(parseDay(from, 'UTC+8')); month.first.date < to; month = monthOf(month.next)) {
    months.push(month)
  }
  return months
}

/** The months that Tencent still answers for, this one included, oldest first. */
export function monthsKept(now: Date): Month[] {
  const months = [monthAt(now)]
  for (let month = monthAt(now); months.length < MONTHS_KEPT; months.unshift(month)) {
    month = monthOf(plusDays(month.first, -1))
  }
  return months
}

/** In UTC: August 2026 is 2026-07-31T16:00:00Z up to 2026-08-31T16:00:00Z. */
export function periodOf({ first, next }: Month): { readonly start: Instant; readonly end: Instant } {
  return { start: parseInstant(hoursOfDay(first).from), end: parseInstant(hoursOfDay(next).from) }
}

const AHEAD_SECONDS = 8 * 3600

/**
 * The moment that `2023-07-07 16:14:21` is. Tencent writes no zone and means Beijing (document/product/1085/78392); DataKit
 * took the zone of its own server.
 * @throws RangeError for another form, and for a day that no calendar has
 */
export function momentOf(text: string): Instant {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) {
    throw new RangeError(`${JSON.stringify(text)} is not a time such as 2026-08-01 00:59:59.`)
  }
  return instantAt(epochSeconds(parseInstant(`${text}Z`)) - AHEAD_SECONDS)
}

function monthOf(day: BillingDay<'UTC+8'>): Month {
  const first = monthStart(day)
  return { name: first.date.slice(0, 7), first, next: monthStart(plusDays(first, 31)) }
}
