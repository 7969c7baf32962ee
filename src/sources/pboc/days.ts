/** The days a source is asked for and answers with. Both services refuse a year at once, so long stretches are cut up. */
import { MalformedBill } from '../../errors.js'
import type { Fixing } from '../../records/fx-rate.js'
import { type BillingDay, parseDay, plusDays } from '../../units/billing-day.js'
import { hoursBetween, parseHour } from '../../units/hour.js'

/** Beijing days, the last one included, as both services take them. */
export interface Days {
  readonly from: BillingDay<'UTC+8'>
  readonly upTo: BillingDay<'UTC+8'>
}

/** Days at once: a year is refused, and a leap year has 366. */
const WINDOW_DAYS = 360

export function windowsOf({ from, upTo }: Days): Days[] {
  const windows: Days[] = []
  for (let start = from; start.date <= upTo.date; start = plusDays(start, WINDOW_DAYS)) {
    const end = plusDays(start, WINDOW_DAYS - 1)
    windows.push({ from: start, upTo: end.date < upTo.date ? end : upTo })
  }
  return windows
}

/**
 * The day that a row is dated.
 * @throws RangeError for what is no date, for a day that was not asked for, and for a weekend: in 3,158 fixings from 2012 to
 * 2024 none is of a weekend, not even of one that people had to work
 */
export function parseFixedOn(text: string, asked?: Days): BillingDay<'UTC+8'> {
  const day = parseDay(text, 'UTC+8')
  if (asked !== undefined && (day.date < asked.from.date || day.date > asked.upTo.date)) {
    throw new RangeError(`${text} is not among the days asked for, ${asked.from.date} to ${asked.upTo.date}.`)
  }
  // 1970-01-05 was a Monday.
  const sinceMonday = hoursBetween(parseHour('1970-01-05T00:00:00Z'), parseHour(`${text}T00:00:00Z`)) / 24
  if ([5, 6, -1, -2].includes(sinceMonday % 7)) throw new RangeError(`${text} is a weekend, and no rate is fixed then.`)
  return day
}

/** @throws MalformedBill when a day is there twice, be the values alike or not: a page that repeats hides another */
export function inOrder(who: string, fixings: readonly Fixing[]): Fixing[] {
  const sorted = fixings.toSorted((a, b) => (a.fixedOn.date < b.fixedOn.date ? -1 : 1))
  const twice = sorted.find(({ fixedOn }, i) => sorted[i + 1]?.fixedOn.date === fixedOn.date)
  if (twice !== undefined) {
    const { date } = twice.fixedOn
    throw new MalformedBill(
      `${who} says ${date} twice. Nothing was loaded. Run it again; if it stays, take another source (--source, --file).`,
      { facts: { day: date } },
    )
  }
  return sorted
}
