/**
 * Alibaba Cloud's bills: a line an item, resource and Beijing day from DescribeInstanceBill, hours that machines ran from
 * QueryUserOmsData, and the month's total from QueryBillOverview. Nothing finer with money in it exists.
 */
import { ConfigError, SourceRefused } from '../../errors.js'
import type { Asking, BillPage, BillPiece, BillSource } from '../../records/bill-source.js'
import { monthStart, nextDay } from '../../units/billing-day.js'
import type { Instant } from '../../units/instant.js'
import { type Ask, asker } from './ask.js'
import { dayAt, daysBetween, type Day, firstKept, instantOf, parseBeijingDay } from './calendar.js'
import { dayPages, pagesOf } from './day.js'
import { dueDays, piecesOf, sized } from './due.js'
import { overviewPage } from './overview.js'
import { findings, tablesOf } from './probe.js'
import { isPermission } from './refusals.js'
import type { AlibabaSettings } from './settings.js'
import { isMetered, usagePage } from './usage.js'

export type { AlibabaSettings } from './settings.js'

/** The source of one account. Nobody is asked, and the SDK is not loaded, before the first question. */
export function alibabaBills(settings: AlibabaSettings): BillSource {
  const askAround = asker(settings)
  const tables = tablesOf(settings).length
  return {
    feed: 'alibaba',
    account: settings.name,
    zone: 'UTC+8',
    version: '1',
    usdPerRequest: '0',
    finalAfterDays: 3,
    due: ({ held, now }) => Promise.resolve(piecesOf(dueDays(held, settings.from, instantOf(now)), tables)),
    pieces: (from, to) => piecesOf(daysBetween(parseBeijingDay(from), parseBeijingDay(to)), tables),
    sized: async (pieces, around) => {
      const [now, ask] = [instantOf(around.now), askAround(around)]
      const kept = firstKept(now).date
      return sized(pieces, tables, now, (day) => (day.date < kept ? Promise.resolve(1) : pagesOf(settings, ask, day)))
    },
    read: (piece, around) => read(settings, piece, around, askAround(around)),
    probe: (around) => findings(settings, askAround(around), instantOf(around.now)),
  }
}

async function* read(
  settings: AlibabaSettings,
  { from, to }: BillPiece,
  { now: at, onProgress }: Asking,
  ask: Ask,
): AsyncGenerator<BillPage> {
  const now = instantOf(at)
  const days = daysBetween(parseBeijingDay(from), parseBeijingDay(to))
  for (const [done, day] of days.entries()) {
    if (day.date > dayAt(now).date) return // of a day to come there is nothing to ask
    demandKept(day, now)
    yield* readDay(settings, day, now, ask)
    onProgress(Math.round((100 * (done + 1)) / days.length))
  }
}

async function* readDay(settings: AlibabaSettings, day: Day, now: Instant, ask: Ask): AsyncGenerator<BillPage> {
  yield* dayPages(settings, ask, day, now)
  if (isMetered(day, now)) for (const table of tablesOf(settings)) yield await usageOrNotice(ask, table, day)
  if (isLastOfMonth(day, now)) yield await overviewPage(settings, ask, day)
}

/** Without meters a day is spread by telemetry or evenly; its money is the same, so it is loaded all the same. */
async function usageOrNotice(ask: Ask, table: string, day: Day): Promise<BillPage> {
  try {
    return await usagePage(ask, table, day)
  } catch (error) {
    if (!(error instanceof SourceRefused) || !isPermission(error)) throw error
    const what = `QueryUserOmsData ${table}`
    const { code, remedy } = error.facts
    const notice = `${what} is not allowed (${code}), so that days go to hours without it. ${remedy} Or set usage_tables: [].`
    return { name: `${what} ${day.date}: not allowed`, lines: [], refused: [], notices: [notice] }
  }
}

/** The total belongs to a month, and is asked for with its last day, or with yesterday while the month goes on. */
function isLastOfMonth(day: Day, now: Instant): boolean {
  const next = nextDay(day)
  return next.date >= dayAt(now).date || monthStart(next).date === next.date
}

function demandKept(day: Day, now: Instant): void {
  const first = firstKept(now)
  if (day.date >= first.date) return
  throw new ConfigError(
    `Alibaba tells of 18 months, and ${day.date} is before them. Ask from ${first.date} on, or load a file of that month.`,
    { facts: { day: day.date, first: first.date } },
  )
}
