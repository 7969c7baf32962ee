/** Invoice months in calendar terms, and days around moments. */
import { monthStart, parseDay, plusDays } from '../../units/billing-day.js'
import { type Instant, parseInstant } from '../../units/instant.js'
import { Refusal } from './fields.js'

/** `202608` as `[2026-08-01, 2026-09-01)`. @throws Refusal */
export function monthOf(text: string): [from: Instant, to: Instant] {
  const [from, to] = daysOfMonth(text)
  return [parseInstant(`${from}T00:00:00Z`), parseInstant(`${to}T00:00:00Z`)]
}

/** The first day of an invoice month and the first one after it. @throws Refusal */
export function daysOfMonth(text: string): [from: string, to: string] {
  if (!/^\d{4}(0[1-9]|1[0-2])$/.test(text)) throw new Refusal('month', text, 'is not a month such as 202608')
  const first = parseDay(`${text.slice(0, 4)}-${text.slice(4)}-01`, 'UTC')
  return [first.date, monthStart(plusDays(first, 31)).date]
}

/** The day so many days after the one that a moment or an hour is of. */
export function dayAfter(moment: string, days: number): string {
  return plusDays(parseDay(moment.slice(0, 10), 'UTC'), days).date
}
