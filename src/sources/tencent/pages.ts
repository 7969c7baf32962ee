/**
 * The rows of a month, each once. The API counts places (Offset) in a bill that grows while it is read, answers for the whole
 * month whatever window it is given, and keeps its Total for a day: it is read up to a short page, again when something moved,
 * and a row is known by its Id.
 */
import type { Asking, BillPage, BillPiece, BillWindow } from '../../records/bill-source.js'
import type { RefusedLine } from '../../records/bill-line.js'
import { ConfigError } from '../../errors.js'
import { answerOf, malformed, recordsOf } from './answers.js'
import { type Month, monthNamed, monthsKept } from './months.js'
import { ISSUER, linesOf } from './parse.js'
import { put, type Source } from './question.js'
import { type Fresh, Seen } from './seen.js'
import { isPrecision, totalPage } from './summary.js'
import type { TencentSettings } from './settings.js'

/** Something moves at most in the minutes after the hour when hours are billed. */
const MOST_PASSES = 4
/** 1.5 million rows; past 200,000 Tencent tells to take the files in COS. */
const MOST_PAGES = 5000
/** A burst of rows may push a page of known ones ahead of it; a service that ignores Offset sends nothing else. */
const MOST_OLD_PAGES = 5

export async function* read(source: Source, piece: BillPiece, around: Asking): AsyncGenerator<BillPage> {
  const month = monthNamed(piece.name)
  demandKept(month, around.now)
  const seen = new Seen()
  let precise = false
  for (let pass = 1; ; pass += 1) {
    for await (const page of passOf(source, { month, pass, seen }, around)) {
      precise ||= page.fresh.some(({ row }) => isPrecision(row))
      yield page.page
      if (pass === 1) around.onProgress(Math.min(95, (100 * page.number) / Math.max(piece.requests, page.number + 1)))
    }
    if (!seen.moved && !(await moved(source, { month, pass, seen }, around))) break
    if (pass === MOST_PASSES) {
      yield incomplete(month, `changed while it was read, ${MOST_PASSES} times`)
      return
    }
  }
  const doubt = seen.doubt()
  if (doubt !== undefined) yield incomplete(month, doubt)
  yield await totalPage(source, month, precise, around)
  around.onProgress(100)
}

interface Reading {
  readonly month: Month
  readonly pass: number
  readonly seen: Seen
}

interface Passed {
  readonly page: BillPage
  readonly fresh: readonly Fresh[]
  readonly number: number
}

async function* passOf(source: Source, { month, pass, seen }: Reading, around: Asking): AsyncGenerator<Passed> {
  seen.begin()
  let context = ''
  let old = 0
  for (let number = 1; number <= MOST_PAGES; number += 1) {
    const at: At = { month, offset: (number - 1) * source.settings.pageSize, context, note: `pass=${pass}` }
    const { rows, context: next } = await ask(source, at, around)
    const fresh = seen.take(rows, at)
    old = fresh.length === 0 && rows.length > 0 && pass === 1 ? old + 1 : 0
    if (old > MOST_OLD_PAGES) throw malformed(nameOf(at), 'repeats rows that came before, again and again')
    yield { page: pageOf(source, at, number, fresh), fresh, number }
    if (rows.length < source.settings.pageSize) return
    context = next
  }
  throw new ConfigError(
    `The bill of ${month.name} of ${source.settings.name} has more than ${MOST_PAGES} pages. ` +
      'Have Tencent write it to COS as FOCUS files, and read those with tokenledger bills focus.',
    { facts: { month: month.name, pages: MOST_PAGES } },
  )
}

/** Whether the first or the last page is another one by now: rows went in or out before the place that was read. */
async function moved(source: Source, { month, pass, seen }: Reading, around: Asking): Promise<boolean> {
  // One answer is of one moment.
  if (seen.pages() < 2) return false
  for (const end of seen.ends()) {
    const at = { month, offset: end.offset, context: end.context, note: `check=${pass}` }
    const { rows } = await ask(source, at, around)
    if (!end.is(rows)) return true
  }
  return false
}

interface At {
  readonly month: Month
  readonly offset: number
  readonly context: string
  /** Tells questions apart that are alike: the same page of another pass is another answer. */
  readonly note: string
}

async function ask(source: Source, at: At, around: Asking) {
  const { pageSize } = source.settings
  const parameters = {
    ...(at.context === '' ? {} : { Context: at.context }),
    Limit: pageSize,
    Month: at.month.name,
    NeedRecordNum: 0,
    Offset: at.offset,
  }
  const answer = answerOf(await put(source, 'DescribeBillDetail', parameters, around, at.note), nameOf(at))
  const rows = recordsOf(answer, 'DetailSet', nameOf(at))
  if (rows.length > pageSize) throw malformed(nameOf(at), `has ${rows.length} rows, not ${pageSize}`)
  return { rows, context: typeof answer['Context'] === 'string' ? answer['Context'] : '' }
}

function pageOf({ settings }: Source, at: At, number: number, fresh: readonly Fresh[]): BillPage {
  const rows = fresh.map(({ row, record }) => linesOf(row, record, at.month, settings))
  return {
    name: `DescribeBillDetail ${at.month.name}, page ${number} (${at.note})`,
    lines: rows.flatMap(({ lines }) => lines),
    refused: rows.flatMap(({ refused }) => refused),
    windows: [windowOf(at.month, settings)],
  }
}

function windowOf(month: Month, { account }: TencentSettings): BillWindow {
  return {
    name: month.name,
    provider: 'tencent',
    invoiceIssuerName: ISSUER,
    billingAccountId: account,
    billingPeriod: month.first.date,
    billingPeriodEnd: month.next.date,
  }
}

/** A refused line keeps the window from replacing a complete one, which a short bill must not. */
function incomplete({ name }: Month, reason: string): BillPage {
  const refused: RefusedLine = { window: name, record: 1, column: 'DetailSet', value: '', reason, line: '{}' }
  return { name: `DescribeBillDetail ${name}, as a whole`, lines: [], refused: [refused] }
}

function nameOf({ month, offset }: At): string {
  return `DescribeBillDetail ${month.name} from row ${offset + 1}`
}

function demandKept(month: Month, now: Date): void {
  const [oldest] = monthsKept(now)
  if (oldest === undefined || month.name >= oldest.name) return
  throw new ConfigError(
    `Tencent answers for the last 18 months, from ${oldest.name}, and ${month.name} is before. Ask from ${oldest.first.date}.`,
    { facts: { month: month.name, oldest: oldest.name } },
  )
}
