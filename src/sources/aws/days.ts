/**
 * Which days are read, and in what. A day of UTC is two windows: `2026-08-22/hours`, the hours of EC2, read anew for as long
 * as AWS answers them and left as they are from then on; and `2026-08-22`, all else, which goes on changing until the bill
 * is final. Today is left to the estimates: its day would be a part of a day.
 */
import type { Asking, BillPiece, BillWindow } from '../../records/bill-source.js'
import { type BillingDay, monthStart, nextDay, parseDay, plusDays } from '../../units/billing-day.js'
import type { CostExplorerSettings } from './settings.js'

type Day = BillingDay<'UTC'>

/**
 * Whole days before today whose hours AWS answers, whatever the time of day: it counts 14 days of 24 hours back from now,
 * so the fourteenth day before today is answered at midnight only.
 */
const HOURLY_DAYS = 13
/** The current month and thirteen before it. */
const MONTHS_KEPT = 13
/** What has left the range changes seldom: once a day is enough, and each reading costs. Under 24 h, for jobs drift. */
const AGAIN_AFTER_MS = 20 * 3_600_000
/** What a piece takes, about: accounts times record types, twice that with hours. Paid before it is known exactly. */
const REQUESTS = { days: 16, hours: 28 } as const

/** What is read now, oldest first: days never read, days that may still change, and always those that have hours. */
export function dueOf({ now, held }: Pick<Asking, 'now' | 'held'>, settings: CostExplorerSettings): BillPiece[] {
  const today = dayOf(now)
  const hoursFrom = plusDays(today, -HOURLY_DAYS)
  const first = latest(parseDay(settings.from, 'UTC'), firstKept(today))
  const isDue = ({ date }: Day): boolean => {
    const window = held.get(date)
    if (window === undefined || !window.complete) return true
    return !window.final && now.getTime() - window.loadedAt.getTime() >= AGAIN_AFTER_MS
  }
  const older = daysOf(first, hoursFrom).filter(isDue)
  const recent = pieceOf(latest(first, hoursFrom), today, settings.hourly)
  return [...byMonth(older), ...(recent === undefined ? [] : [recent])]
}

/** The days `[from, to)`, whether they are held or not. */
export function piecesOf(from: string, to: string, settings: CostExplorerSettings): BillPiece[] {
  const today = dayOf((settings.clock ?? (() => new Date()))())
  const hoursFrom = plusDays(today, -HOURLY_DAYS)
  const [start, end] = [parseDay(from, 'UTC'), earliest(parseDay(to, 'UTC'), today)]
  const recent = pieceOf(latest(start, hoursFrom), end, settings.hourly)
  return [...byMonth(daysOf(start, earliest(end, hoursFrom))), ...(recent === undefined ? [] : [recent])]
}

/** One window a day of the piece's, two where it has hours; `estimated` is what AWS says of each day. */
export function windowsOf(
  piece: BillPiece,
  estimated: ReadonlyMap<string, boolean>,
  payer: Pick<CostExplorerSettings, 'accountId' | 'invoiceIssuer'>,
): BillWindow[] {
  return piece.windows.map((name) => {
    const first = monthStart(parseDay(name.slice(0, 10), 'UTC'))
    return {
      name,
      provider: 'aws',
      invoiceIssuerName: payer.invoiceIssuer,
      billingAccountId: payer.accountId,
      billingPeriod: first.date,
      billingPeriodEnd: monthStart(plusDays(first, 31)).date,
      final: estimated.get(name.slice(0, 10)) === false,
    }
  })
}

export function hoursWindow(day: string): string {
  return `${day}/hours`
}

export function hasHours(piece: BillPiece): boolean {
  return piece.windows.includes(hoursWindow(piece.from))
}

/** Whether AWS still answers the hours of the piece: one planned before midnight may be read after. */
export function isStillHourly({ from }: BillPiece, now: Date): boolean {
  return parseDay(from, 'UTC').date >= plusDays(dayOf(now), -HOURLY_DAYS).date
}

/** Days whose months' totals are asked for, `[from, to)`: from the first of a month, up to today. */
export function totalledDays(
  { from, to }: BillPiece,
  settings: Pick<CostExplorerSettings, 'from'>,
  now: Date,
): { from: string; to: string } {
  const last = plusDays(parseDay(to, 'UTC'), -1)
  const end = earliest(monthStart(plusDays(monthStart(last), 31)), dayOf(now))
  return { from: latest(monthStart(parseDay(from, 'UTC')), parseDay(settings.from, 'UTC')).date, to: end.date }
}

export function daysOf(from: Day, to: Day): Day[] {
  const days: Day[] = []
  for (let day = from; day.date < to.date; day = nextDay(day)) days.push(day)
  return days
}

export function dayOf(now: Date): Day {
  return parseDay(now.toISOString().slice(0, 10), 'UTC')
}

export function firstKept(today: Day): Day {
  let first = monthStart(today)
  for (let i = 0; i < MONTHS_KEPT; i += 1) first = monthStart(plusDays(first, -1))
  return first
}

/** One piece a month, from the first of its days to the last. */
function byMonth(days: readonly Day[]): BillPiece[] {
  const months = new Map<string, readonly Day[]>()
  for (const day of days) months.set(monthStart(day).date, [...(months.get(monthStart(day).date) ?? []), day])
  return [...months.values()].flatMap((inside) => {
    const [first, last] = [inside[0], inside.at(-1)]
    const made = first === undefined || last === undefined ? undefined : pieceOf(first, nextDay(last), false)
    return made === undefined ? [] : [made]
  })
}

function pieceOf(from: Day, to: Day, hours: boolean): BillPiece | undefined {
  if (from.date >= to.date) return undefined
  const days = daysOf(from, to).map(({ date }) => date)
  return {
    name: `${from.date} to ${plusDays(to, -1).date}${hours ? ' with hours' : ''}`,
    windows: days.flatMap((day) => (hours ? [day, hoursWindow(day)] : [day])),
    from: from.date,
    to: to.date,
    requests: hours ? REQUESTS.hours : REQUESTS.days,
  }
}

function latest(a: Day, b: Day): Day {
  return a.date > b.date ? a : b
}

function earliest(a: Day, b: Day): Day {
  return a.date < b.date ? a : b
}
