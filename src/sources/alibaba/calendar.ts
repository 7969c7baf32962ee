/** Beijing days and months of a bill, which keeps no summer time; moments are compared as text. */
import {
  type BillingDay,
  hoursOfDay,
  monthStart,
  nextDay,
  parseDay,
  plusDays,
  previousDay,
} from '../../units/billing-day.js'
import { epochSeconds, type Instant, instantAt, parseInstant } from '../../units/instant.js'

export type Day = BillingDay<'UTC+8'>

/** "Only the latest 18 month billing cycle is supported": this one and the seventeen before it. */
const MONTHS_KEPT = 18
const HOUR = 3600

export function parseBeijingDay(text: string): Day {
  return parseDay(text, 'UTC+8')
}

/** The month of a day as Alibaba names it: `2026-08`. */
export function cycleOf(day: Day): string {
  return day.date.slice(0, 7)
}

export function nextMonth(day: Day): Day {
  return monthStart(plusDays(monthStart(day), 31))
}

export function previousMonth(day: Day): Day {
  return monthStart(previousDay(monthStart(day)))
}

export function startOf(day: Day): Instant {
  return parseInstant(hoursOfDay(day).from)
}

export function endOf(day: Day): Instant {
  return startOf(nextDay(day))
}

export function instantOf(now: Date): Instant {
  return instantAt(Math.floor(now.getTime() / 1000))
}

/** The Beijing day that a moment is in. */
export function dayAt(instant: Instant): Day {
  return parseBeijingDay(instantAt(epochSeconds(instant) + 8 * HOUR).slice(0, 10))
}

export function plusHoursOf(instant: Instant, hours: number): Instant {
  return instantAt(epochSeconds(instant) + hours * HOUR)
}

/** "The final bill is available after 12:00 on the third day of the next month." */
export function finalFrom(day: Day): Instant {
  return plusHoursOf(startOf(plusDays(nextMonth(day), 2)), 12)
}

/** The first day that Alibaba still tells of. */
export function firstKept(now: Instant): Day {
  let month = monthStart(dayAt(now))
  for (let back = 1; back < MONTHS_KEPT; back += 1) month = previousMonth(month)
  return month
}

/** The days `[from, to)`. */
export function daysBetween(from: Day, to: Day): Day[] {
  const days: Day[] = []
  for (let day = from; day.date < to.date; day = nextDay(day)) days.push(day)
  return days
}

/** The same date so many months later, or the last of its month where there is no such date: 31 January, 28 February. */
export function plusMonths(day: Day, months: number): Day {
  const count = Number(day.date.slice(0, 4)) * 12 + Number(day.date.slice(5, 7)) - 1 + months
  const month = `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`
  const last = previousDay(nextMonth(parseBeijingDay(`${month}-01`)))
  const wanted = `${month}-${day.date.slice(8)}`
  return wanted > last.date ? last : parseBeijingDay(wanted)
}
