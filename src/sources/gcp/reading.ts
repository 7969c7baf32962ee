/** Some hours, read whole: their lines, and what may be remembered once the last of them is there. */
import { MalformedBill } from '../../errors.js'
import type { BillLine, RefusedLine } from '../../records/bill-line.js'
import type { BillPage, BillPiece, BillWindow } from '../../records/bill-source.js'
import { parseHour, plusHours } from '../../units/hour.js'
import type { Client } from './client.js'
import type { Export } from './export.js'
import type { Row } from './fields.js'
import { dayAfter, daysOfMonth } from './months.js'
import { pages, type Running } from './pages.js'
import { understood } from './parse.js'
import type { Batch } from './plan.js'
import type { Statement } from './statement.js'
import { type Touch, touchedHours } from './survey.js'
import type { Table } from './table.js'
import { totalsOf } from './totals.js'

/** What was learnt in this run. */
export interface Knowledge {
  client: Client | undefined
  table: Table | undefined
  /** By hour. */
  readonly touches: Map<string, Touch>
  /** Days that were named together: all are looked at before the first piece of them is read. */
  readonly ranges: { readonly from: string; readonly to: string; surveyed: boolean }[]
  batches: readonly Batch[]
  /** Names of pieces that were read to their end and understood. */
  readonly read: Set<string>
}

export function nothingKnown(): Knowledge {
  return { client: undefined, table: undefined, touches: new Map(), ranges: [], batches: [], read: new Set() }
}

/** @throws SourceRefused, SourceDown, MalformedBill */
export async function* read(
  running: Running,
  bill: Export,
  knowledge: Knowledge,
  piece: BillPiece,
): AsyncGenerator<BillPage> {
  await survey(running, bill, knowledge, piece)
  const touches = piece.windows.flatMap((hour) => knowledge.touches.get(hour) ?? [])
  const announced = new Set<string>()
  let refused = 0
  if (touches.length === 0) {
    const windows = windowsOf(piece.windows, running.settings.billingAccount, announced)
    yield { name: `${piece.name}: no rows`, lines: [], refused: [], windows }
  } else {
    for await (const page of linesOf(running, bill, piece, touches)) {
      refused += page.refused.length
      yield { ...page, windows: newWindows(page.lines, piece, running, announced) }
    }
  }
  if (refused > 0) return
  knowledge.read.add(piece.name)
  yield* conclusion(running, bill, knowledge, piece)
}

/** Of a backfill nobody knows yet which hours there are, and how late their last row came. */
async function survey(running: Running, bill: Export, knowledge: Knowledge, piece: BillPiece): Promise<void> {
  if (piece.windows.every((hour) => knowledge.touches.has(hour))) return
  const named = knowledge.ranges.find(({ from, to }) => from <= piece.from && piece.to <= to)
  const range = named ?? { from: piece.from, to: piece.to, surveyed: false }
  if (range.surveyed) return
  const touches = await touchedHours(running, bill, { from: range.from, to: range.to, mark: undefined })
  for (const touch of touches) knowledge.touches.set(touch.hour, touch)
  if (named === undefined) knowledge.ranges.push(range)
  range.surveyed = true
}

interface Lines {
  readonly name: string
  readonly lines: readonly BillLine[]
  readonly refused: readonly RefusedLine[]
}

async function* linesOf(
  running: Running,
  bill: Export,
  piece: BillPiece,
  touches: readonly Touch[],
): AsyncGenerator<Lines> {
  const { table, around } = running
  const hours = touches.map(({ hour }) => hour).toSorted()
  const statement = wholeOf(running, bill, touches)
  const records = new Map<string, bigint>()
  for await (const { number, rows } of pages(running, statement)) {
    for (const row of rows) countRow(row, records)
    yield { name: `${piece.name}, page ${number}`, ...understood(bill, rows, hours) }
    around.onProgress(Math.min(99, Math.round((100 * records.size) / hours.length)))
  }
  demandRows(touches, records, table)
  around.onProgress(100)
}

/** The query of some hours as a whole. */
export function wholeOf({ settings, table }: Running, bill: Export, touches: readonly Touch[]): Statement {
  const hours = touches.map(({ hour }) => hour).toSorted()
  const [first = '', last = ''] = [hours[0], hours.at(-1)]
  const upTo = touches.reduce((latest, touch) => (touch.latest > latest ? touch.latest : latest), '')
  return bill.whole(table, {
    hours,
    from: `${first}:00:00Z`,
    to: plusHours(parseHour(`${last}:00:00Z`), 1),
    upTo,
    loadedFrom: dayAfter(first, -settings.marginDays),
    loadedTo: dayAfter(upTo, settings.marginDays + 1),
  })
}

/** @throws MalformedBill when rows that were seen a moment ago are not there: their partition lies beyond the margin */
function demandRows(touches: readonly Touch[], records: ReadonlyMap<string, bigint>, table: Table): void {
  const short = touches.find(({ hour, records: seen }) => (records.get(hour) ?? 0n) < seen)
  if (short === undefined) return
  const { hour, records: seen } = short
  throw new MalformedBill(
    `${table.name} has at least ${seen} rows of ${hour}, and ${records.get(hour) ?? 0n} of them came. They were loaded on another day than expected: raise partition_margin_days. Nothing was loaded.`,
    { facts: { table: table.name, hour } },
  )
}

function countRow(row: Row, records: Map<string, bigint>): void {
  const [hour, count] = [row['usage_hour'], row['records']]
  if (typeof hour !== 'string' || typeof count !== 'string') return
  records.set(hour, (records.get(hour) ?? 0n) + BigInt(count))
}

/**
 * The mark, once nothing up to it is unread: with a piece before that failed, or was not understood, it stays where it was,
 * and the hours are found again. And the totals of invoices that are complete now.
 */
async function* conclusion(
  running: Running,
  bill: Export,
  knowledge: Knowledge,
  piece: BillPiece,
): AsyncGenerator<BillPage> {
  const { batches, read: done } = knowledge
  const at = batches.findIndex((batch) => batch.piece.name === piece.name)
  const batch = batches[at]
  if (batch === undefined || !batches.slice(0, at).every((before) => done.has(before.piece.name))) return
  const { mark, months } = batch
  const upTo = batches.findLast((one) => one.mark !== undefined)?.mark
  const from = firstHeld(running)
  const totals = months.length === 0 || upTo === undefined ? [] : await totalsOf(running, bill, { months, from, upTo })
  if (mark === undefined && totals.length === 0) return
  yield { name: `${piece.name}: invoices`, lines: [], refused: [], totals, ...(mark === undefined ? {} : { mark }) }
}

/** The first moment that lines are held of: a backfill may have gone behind the day that reading begins on. */
function firstHeld({ settings, around }: Running): string {
  const hours = [...around.held.keys()].filter((name) => /^\d{4}-\d{2}-\d{2}T\d{2}$/.test(name))
  const first = hours.reduce((least, hour) => (hour < least ? hour : least), `${settings.from}T00`)
  return `${first}:00:00Z`
}

/** Windows are announced once. A reseller's export holds several accounts, each with hours of its own. */
function newWindows(
  lines: readonly BillLine[],
  piece: BillPiece,
  { settings }: Running,
  announced: Set<string>,
): BillWindow[] {
  const own = windowsOf(piece.windows, settings.billingAccount, announced)
  const others = lines.flatMap(({ window, billingAccountId }) => windowsOf([window], billingAccountId, announced))
  return [...own, ...others]
}

function windowsOf(hours: readonly string[], billingAccountId: string, announced: Set<string>): BillWindow[] {
  const fresh = hours.filter((hour) => !announced.has(`${hour} ${billingAccountId}`))
  for (const hour of fresh) announced.add(`${hour} ${billingAccountId}`)
  return fresh.map((name) => {
    const [billingPeriod, billingPeriodEnd] = daysOfMonth(name.slice(0, 7).replace('-', ''))
    return {
      name,
      provider: 'gcp',
      invoiceIssuerName: 'Google Cloud',
      billingAccountId,
      billingPeriod,
      billingPeriodEnd,
    }
  })
}
