/** Which months are to be read: this one, those that may still change, and those that Tencent adjusted since. */
import { ConfigError } from '../../errors.js'
import type { Asking, BillPiece, HeldWindow } from '../../records/bill-source.js'
import { answerOf, malformed, recordsOf } from './answers.js'
import { demandText, type Fields, parsed, Unfit } from './fields.js'
import { momentOf, type Month, monthAt, monthsKept, monthsOf } from './months.js'
import { put, type Source } from './question.js'
import type { TencentSettings } from './settings.js'

/**
 * How long after an adjustment its month is read again. How soon rows show what was adjusted is not written anywhere, so a
 * month is read until a day has passed.
 */
const SETTLED_AFTER_MS = 24 * 3_600_000

export async function due(source: Source, around: Asking): Promise<readonly BillPiece[]> {
  const { settings } = source
  const current = monthAt(around.now)
  const wanted = monthsKept(around.now).filter(
    ({ name, next }) => around.held.has(name) || settings.from === undefined || next.date > settings.from,
  )
  const found: BillPiece[] = []
  for (const month of wanted) {
    const held = around.held.get(month.name)
    const changing = month.name === current.name || held === undefined || !held.complete || !held.final
    if (changing || (await adjustedSince(source, month, held, around))) found.push(pieceOf(month, settings, held))
  }
  return found
}

/** Of the provider's calendar. Asks nobody. */
export function pieces({ settings }: Source, from: string, to: string): readonly BillPiece[] {
  return monthsOf(from, to).map((month) => pieceOf(month, settings, undefined))
}

/** By the number of rows that Tencent counts, at most a day ago; counting is a request, too. */
export async function sized(
  source: Source,
  found: readonly BillPiece[],
  around: Asking,
): Promise<readonly BillPiece[]> {
  const counted: BillPiece[] = []
  for (const piece of found) {
    const what = `DescribeBillDetail ${piece.name}, counted`
    const asked = { Limit: 1, Month: piece.name, NeedRecordNum: 1, Offset: 0 }
    const { Total } = answerOf(await put(source, 'DescribeBillDetail', asked, around, 'count'), what)
    if (typeof Total !== 'number' || !(Total >= 0)) throw malformed(what, 'has no Total')
    counted.push({ ...piece, requests: requestsFor(Total, source.settings) + 1 })
  }
  return counted
}

/** Pages up to a short one, two of them looked at again, and the sum. */
function requestsFor(rows: number, { pageSize }: TencentSettings): number {
  return Math.floor(rows / pageSize) + 1 + 3
}

/** A piece is a whole month, for Tencent answers with nothing less: "查询结果是整月数据". */
function pieceOf({ name, first, next }: Month, settings: TencentSettings, held: HeldWindow | undefined): BillPiece {
  // Lines are components added up, and rows have a few each: there are about as many.
  const requests = requestsFor(Number(held?.lines ?? 0n), settings)
  return { name, windows: [name], from: first.date, to: next.date, requests }
}

/** @throws MalformedBill when the answer is not understood, ConfigError when it is of another account */
async function adjustedSince(source: Source, month: Month, held: HeldWindow, around: Asking): Promise<boolean> {
  const what = `DescribeBillAdjustInfo ${month.name}`
  const answer = answerOf(await put(source, 'DescribeBillAdjustInfo', { Month: month.name }, around), what)
  return recordsOf(answer, 'Data', what).some((adjustment) => {
    const done = completedAt(adjustment, month, source.settings, what)
    return held.loadedAt.getTime() < done + SETTLED_AFTER_MS
  })
}

function completedAt(adjustment: Fields, month: Month, { account, name }: TencentSettings, what: string): number {
  try {
    const payerUin = demandText(adjustment, 'PayerUin')
    if (payerUin !== account) throw otherAccount(payerUin, account, name)
    const named = demandText(adjustment, 'Month')
    if (named !== month.name) throw new Unfit('Month', named, `is not the month asked for, ${month.name}`)
    const text = demandText(adjustment, 'AdjustCompletionTime')
    return Date.parse(parsed('AdjustCompletionTime', text, momentOf))
  } catch (error) {
    if (error instanceof Unfit)
      throw malformed(what, `cannot be understood: ${error.column} ${error.value} ${error.message}`)
    throw error
  }
}

export function otherAccount(found: string, account: string, name: string): ConfigError {
  return new ConfigError(
    `The credentials of ${name} show the bill of account ${found}, and its settings say ${account}. Mend account, or take the credentials of ${account}.`,
    { facts: { account, found } },
  )
}
