/** Which days are to be read: never the last hour alone, for bills come a day late and change until the month is final. */
import type { BillPiece, HeldWindow } from '../../records/bill-source.js'
import { nextDay } from '../../units/billing-day.js'
import type { Instant } from '../../units/instant.js'
import {
  cycleOf,
  dayAt,
  daysBetween,
  type Day,
  endOf,
  finalFrom,
  firstKept,
  instantOf,
  parseBeijingDay,
  plusHoursOf,
  previousMonth,
} from './calendar.js'

/** "Instance attributes +48 h": types, tags and zones of a day come two days after it. */
const SETTLED_AFTER_HOURS = 48
/** Less than a day, so that a job that starts a minute earlier than yesterday does not skip a day. */
const ONCE_A_DAY_HOURS = 20

/**
 * Days that ended and are not final: each run until 48 h after the day, then once a day until noon of the 3rd of the next
 * month, then once more, which is final. 18 months back at most.
 */
export function dueDays(held: ReadonlyMap<string, HeldWindow>, from: string | undefined, now: Instant): Day[] {
  const today = dayAt(now)
  const oldest = firstKept(now)
  const wanted = from === undefined ? previousMonth(today) : parseBeijingDay(from)
  const first = wanted.date < oldest.date ? oldest : wanted
  return daysBetween(first, today).filter((day) => isDue(held.get(day.date), day, now))
}

function isDue(window: HeldWindow | undefined, day: Day, now: Instant): boolean {
  if (window === undefined || !window.complete) return true
  if (window.final) return false
  if (now >= finalFrom(day) || now < plusHoursOf(endOf(day), SETTLED_AFTER_HOURS)) return true
  return instantOf(window.loadedAt) <= plusHoursOf(now, -ONCE_A_DAY_HOURS)
}

/**
 * Days that follow each other within a month are read together and replaced in one transaction, each a window of its own: a
 * load costs more than a day's lines do. `tables` of usage are asked for each, and the month's total once.
 */
export function piecesOf(days: readonly Day[], tables: number): BillPiece[] {
  const runs: Day[][] = []
  for (const day of days) {
    const last = runs.at(-1)?.at(-1)
    if (last !== undefined && nextDay(last).date === day.date && cycleOf(last) === cycleOf(day)) runs.at(-1)?.push(day)
    else runs.push([day])
  }
  return runs.map((run) => pieceOf(run, tables))
}

/** As if each day had the pages of the last one that ended, for which one request is made. */
export async function sized(
  pieces: readonly BillPiece[],
  tables: number,
  now: Instant,
  pagesOf: (day: Day) => Promise<number>,
): Promise<readonly BillPiece[]> {
  const counted: BillPiece[] = []
  for (const piece of pieces) {
    const last = piece.windows.findLast((date) => date < dayAt(now).date)
    const pages = last === undefined ? 1 : await pagesOf(parseBeijingDay(last))
    counted.push({ ...piece, requests: piece.windows.length * (pages + tables) + 2 })
  }
  return counted
}

function pieceOf(run: readonly Day[], tables: number): BillPiece {
  const windows = run.map(({ date }) => date)
  const [from = '', last = ''] = [windows[0], windows.at(-1)]
  return {
    name: from === last ? from : `${from}..${last}`,
    windows,
    from,
    to: nextDay(parseBeijingDay(last)).date,
    requests: run.length * (1 + tables) + 1,
  }
}
