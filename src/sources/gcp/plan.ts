/** Touched hours in batches, each with the mark it leaves behind and the invoices that are complete with it. */
import type { BillPiece } from '../../records/bill-source.js'
import { parseDay, plusDays } from '../../units/billing-day.js'
import { hourRange, hoursOf, parseHour } from '../../units/hour.js'
import { dayAfter } from './months.js'
import type { Touch } from './survey.js'

export interface Batch {
  readonly piece: BillPiece
  /** Everything exported up to here is read with this batch and those before it; undefined: the next one shares it. */
  readonly mark: string | undefined
  /** Invoice months that no later batch touches. */
  readonly months: readonly string[]
}

/** Estimated with the plan and before it is read; the query, and a page of its rows. */
const REQUESTS = 4
/** The login, the table and its dataset; and which hours there are, in a query of three requests. */
const REQUESTS_ONCE = 6

/** Whichever piece is read first, what is asked once is asked with it. */
export function sized([first, ...others]: readonly BillPiece[]): BillPiece[] {
  return first === undefined ? [] : [{ ...first, requests: first.requests + REQUESTS_ONCE }, ...others]
}

/**
 * @param touches in the order of their latest export
 */
export function batchesOf(touches: readonly Touch[], hoursPerPiece: number): Batch[] {
  const lastBatch = new Map<string, number>()
  for (const [i, { months }] of touches.entries()) {
    for (const month of months) lastBatch.set(month, Math.floor(i / hoursPerPiece))
  }
  const batches: Batch[] = []
  for (let start = 0; start < touches.length; start += hoursPerPiece) {
    const batch = touches.slice(start, start + hoursPerPiece)
    const months = [...lastBatch].filter(([, last]) => last === batches.length).map(([month]) => month)
    // A mark says that nothing up to it is unread: hours of the next batch with the same export time would be lost.
    const [mark, next] = [batch.at(-1)?.latest, touches[start + hoursPerPiece]?.latest]
    batches.push({
      piece: pieceOf(batch.map(({ hour }) => hour)),
      mark: mark === next ? lesser(batch, mark) : mark,
      months: months.toSorted(),
    })
  }
  return batches
}

/** The UTC days `[from, to)`, a batch of whole days each: a day where no more than 24 hours go into one. */
export function piecesOfDays(from: string, to: string, hoursPerPiece: number): BillPiece[] {
  const pieces: BillPiece[] = []
  const days = Math.max(1, Math.floor(hoursPerPiece / 24))
  for (let day = from; day < to; day = dayAfter(day, days)) {
    const end = dayAfter(day, days)
    pieces.push(pieceOf(hoursOfDays(day, end < to ? end : to)))
  }
  return pieces
}

export function hoursOfDays(from: string, to: string): string[] {
  const range = hourRange(parseHour(`${from}T00:00:00Z`), parseHour(`${to}T00:00:00Z`))
  return [...hoursOf(range)].map((hour) => hour.slice(0, 13))
}

function pieceOf(hours: readonly string[]): BillPiece {
  const windows = hours.toSorted()
  const [first = '', last = ''] = [windows[0], windows.at(-1)]
  return {
    name: first === last ? first : `${first}..${last}`,
    windows,
    from: first.slice(0, 10),
    to: plusDays(parseDay(last.slice(0, 10), 'UTC'), 1).date,
    requests: REQUESTS,
  }
}

function lesser(batch: readonly Touch[], than: string | undefined): string | undefined {
  return batch.findLast(({ latest }) => latest !== than)?.latest
}
