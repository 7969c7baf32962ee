/** When machines ran, by QueryUserOmsData: hours without money, for a bill that knows days only. */
import type { BillPage, PresenceHour } from '../../records/bill-source.js'
import type { RefusedLine } from '../../records/bill-line.js'
import { nextDay, previousDay } from '../../units/billing-day.js'
import { hoursOf, hourRange, type Hour, parseHour, plusHours } from '../../units/hour.js'
import { epochSeconds, type Instant, parseInstant } from '../../units/instant.js'
import { usageAnswer, type Row } from './answers.js'
import { type Ask, Tokens } from './ask.js'
import { type Day, endOf, plusHoursOf, startOf } from './calendar.js'
import { Cells, rowText, understood, Unread } from './cells.js'

const ROWS_A_PAGE = '200'
/** "You can query metering data from the last quarter." Three short months are 90 days; older ones are left to telemetry. */
const DAYS_KEPT = 89
const HOUR = 3600

export function isMetered(day: Day, now: Instant): boolean {
  return startOf(previousDay(day)) >= plusHoursOf(now, -DAYS_KEPT * 24)
}

/**
 * The seconds that each machine ran in each hour of a day. A day more is asked for on each side, because answers have been
 * seen that were shifted against what was asked; what lies outside is cut off. An hour that is not metered yet has no entry:
 * it is not an hour in which nothing ran.
 */
export async function usagePage(ask: Ask, table: string, day: Day): Promise<BillPage> {
  const what = `QueryUserOmsData ${table} ${day.date}`
  const tokens = new Tokens(what)
  const ran = new Map<string, [number, number][]>()
  const refused: RefusedLine[] = []
  let marker: string | undefined
  do {
    const asked = {
      Table: table,
      DataType: 'Hour',
      StartTime: startOf(previousDay(day)),
      EndTime: endOf(nextDay(day)),
      PageSize: ROWS_A_PAGE,
      Marker: marker,
    }
    const { rows, next } = usageAnswer(what, await ask('QueryUserOmsData', asked))
    for (const [index, row] of rows.entries()) keep(row, index + 1, day, ran, refused)
    marker = tokens.follow(next)
  } while (marker !== undefined)
  return { name: what, lines: [], refused, presence: { date: day.date, hours: presenceOf(ran, day) } }
}

type Ran = Map<string, [number, number][]>

function keep(row: Row, record: number, day: Day, ran: Ran, refused: RefusedLine[]): void {
  try {
    const cells = new Cells(row)
    const id = cells.must('InstanceId')
    const [from, to] = [secondsIn(cells, 'StartTime'), secondsIn(cells, 'EndTime')]
    if (to < from) throw new Unread('EndTime', cells.must('EndTime'), 'is before StartTime')
    const [first, last] = [epochSeconds(startOf(day)), epochSeconds(endOf(day))]
    if (to <= first || from >= last) return
    const held = ran.get(id)
    const cut: [number, number] = [Math.max(from, first), Math.min(to, last)]
    if (held === undefined) ran.set(id, [cut])
    else held.push(cut)
  } catch (error) {
    if (!(error instanceof Unread)) throw error
    const { column, value, reason } = error
    refused.push({ window: day.date, record, column, value, reason, line: rowText(row) })
  }
}

/** Meters are written in UTC, bills in Beijing time. */
function secondsIn(cells: Cells, column: string): number {
  return epochSeconds(understood(column, cells.must(column), parseInstant))
}

/** A machine that is metered in several rows of an hour ran in that hour once. */
function presenceOf(ran: Ran, day: Day): PresenceHour[] {
  const hours = [...hoursOf(hourRange(parseHour(startOf(day)), plusHours(parseHour(startOf(day)), 24)))]
  return [...ran].flatMap(([resourceId, stretches]) => {
    const joined = join(stretches)
    return hours.flatMap((hour) => {
      const seconds = secondsOf(joined, hour)
      return seconds === 0 ? [] : [{ provider: 'alibaba', resourceId, hour, seconds }]
    })
  })
}

function join(stretches: readonly [number, number][]): [number, number][] {
  const joined: [number, number][] = []
  for (const [from, to] of stretches.toSorted(([a], [b]) => a - b)) {
    const last = joined.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else joined.push([from, to])
  }
  return joined
}

function secondsOf(stretches: readonly [number, number][], hour: Hour): number {
  const start = epochSeconds(hour)
  return stretches
    .map(([from, to]) => Math.min(to, start + HOUR) - Math.max(from, start))
    .filter((seconds) => seconds > 0)
    .reduce((sum, seconds) => sum + seconds, 0)
}
