import type { Branded } from './brand.js'
import { hourRange, parseHour, plusHours } from './hour.js'
import type { Hour, HourRange } from './hour.js'

/** Whose midnight: AWS, GCP and Azure bill days of UTC, Alibaba and Tencent days of Beijing, which keeps no summer time. */
export type DayZone = 'UTC' | 'UTC+8'

/** A provider's day. A day of UTC and a day of UTC+8 are different types: the same date is eight hours apart. */
export type BillingDay<Zone extends DayZone> = Branded<{ readonly zone: Zone; readonly date: string }, `day of ${Zone}`>

const HOURS_AHEAD = { UTC: 0, 'UTC+8': 8 } as const

/** A day from its date, `2026-08-22`. Throws RangeError for other forms and for days the calendar does not have. */
export function parseDay<Zone extends DayZone>(text: string, zone: Zone): BillingDay<Zone> {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text))
    throw new RangeError(`${JSON.stringify(text)} is not a day such as 2026-08-22.`)
  parseHour(`${text}T00:00:00Z`)
  return day(text, zone)
}

/** The 24 hours of a day: those of 2026-08-22 in UTC+8 are 2026-08-21T16:00Z up to 2026-08-22T16:00Z. */
export function hoursOfDay<Zone extends DayZone>(of: BillingDay<Zone>): HourRange {
  const from = plusHours(midnight(of), -HOURS_AHEAD[of.zone])
  return hourRange(from, plusHours(from, 24))
}

/** The day of a zone that an hour belongs to. */
export function dayOf<Zone extends DayZone>(hour: Hour, zone: Zone): BillingDay<Zone> {
  return day(plusHours(hour, HOURS_AHEAD[zone]).slice(0, 10), zone)
}

export function nextDay<Zone extends DayZone>(after: BillingDay<Zone>): BillingDay<Zone> {
  return plusDays(after, 1)
}

export function previousDay<Zone extends DayZone>(before: BillingDay<Zone>): BillingDay<Zone> {
  return plusDays(before, -1)
}

/** The day so many days later, or earlier when `days` is below zero. Throws RangeError for a part of a day. */
export function plusDays<Zone extends DayZone>(from: BillingDay<Zone>, days: number): BillingDay<Zone> {
  if (!Number.isSafeInteger(days)) throw new RangeError(`${days} is not a whole number of days.`)
  return day(plusHours(midnight(from), days * 24).slice(0, 10), from.zone)
}

/** The first day of the month a day belongs to. */
export function monthStart<Zone extends DayZone>(of: BillingDay<Zone>): BillingDay<Zone> {
  return day(`${of.date.slice(0, 7)}-01`, of.zone)
}

function midnight<Zone extends DayZone>(of: BillingDay<Zone>): Hour {
  return parseHour(`${of.date}T00:00:00Z`)
}

function day<Zone extends DayZone>(date: string, zone: Zone): BillingDay<Zone> {
  return { zone, date } as BillingDay<Zone>
}
