/** The rows of one Beijing day, page by page. */
import type { BillPage, BillWindow } from '../../records/bill-source.js'
import { monthStart } from '../../units/billing-day.js'
import type { Instant } from '../../units/instant.js'
import { ConfigError } from '../../errors.js'
import { type BillAnswer, billAnswer, malformed } from './answers.js'
import { type Ask, Tokens } from './ask.js'
import { cycleOf, type Day, finalFrom, nextMonth } from './calendar.js'
import { type BillOf, ISSUER, parseRows } from './parse.js'
import type { AlibabaSettings } from './settings.js'

const MOST_ROWS_A_PAGE = '300'

/**
 * Every page of a day. The last one refuses the day when the rows are not as many as Alibaba says there are: tokens point
 * into a bill that is being written, and a row that slipped between two pages would be missed without a word.
 */
export async function* dayPages(settings: AlibabaSettings, ask: Ask, day: Day, now: Instant): AsyncGenerator<BillPage> {
  const what = `DescribeInstanceBill ${day.date}`
  const tokens = new Tokens(what)
  let token: string | undefined
  let rows = 0
  let first: BillOf | undefined
  for (let number = 1; number === 1 || token !== undefined; number += 1) {
    const answer = billAnswer(what, await ask('DescribeInstanceBill', questionOf(settings, day, token)))
    const of = billOf(settings, day, answer, what)
    if (first !== undefined && first.answered !== of.answered)
      throw malformed(what, 'is of another account, page by page')
    const page = pageOf(`${what}, page ${number}`, answer, of)
    rows += answer.rows.length
    token = tokens.follow(answer.next)
    if (token !== undefined && number > answer.total + 1) throw malformed(what, 'has more pages than rows')
    const short = token === undefined && rows !== answer.total ? [missing(day, answer, rows)] : []
    yield {
      ...page,
      refused: [...page.refused, ...short],
      ...(first === undefined ? { windows: [windowOf(of, now)] } : {}),
    }
    first ??= of
  }
}

/** IsHideZeroCharge is left out: a line of zero says that something ran. */
function questionOf(
  { billOwnerId }: AlibabaSettings,
  day: Day,
  token: string | undefined,
): Record<string, string | undefined> {
  return {
    BillingCycle: cycleOf(day),
    BillingDate: day.date,
    Granularity: 'DAILY',
    IsBillingItem: 'true',
    BillOwnerId: billOwnerId,
    MaxResults: MOST_ROWS_A_PAGE,
    NextToken: token,
  }
}

/** How many pages a day has, asked with a page of one row. */
export async function pagesOf(settings: AlibabaSettings, ask: Ask, day: Day): Promise<number> {
  const question = { ...questionOf(settings, day, undefined), MaxResults: '1' }
  const { total } = billAnswer(`DescribeInstanceBill ${day.date}, counted`, await ask('DescribeInstanceBill', question))
  return Math.max(1, Math.ceil(total / Number(MOST_ROWS_A_PAGE)))
}

function billOf(settings: AlibabaSettings, day: Day, answer: BillAnswer, what: string): BillOf {
  if (answer.cycle !== cycleOf(day)) throw malformed(what, `is of ${answer.cycle}`)
  demandAccount(settings, answer.accountId)
  const { billOwnerId: owner } = settings
  return { day, account: owner ?? answer.accountId, answered: answer.accountId, owner }
}

/** Rows under a wrong account are found late and mended by hand, so whoever cares says which account it must be. */
export function demandAccount({ accountId }: AlibabaSettings, answered: string): void {
  if (accountId === undefined || accountId === answered) return
  throw new ConfigError(
    `The keys are of Alibaba account ${answered}, and account_id says ${accountId}. Nothing was loaded. Mend either.`,
    { facts: { account: answered } },
  )
}

function pageOf(name: string, answer: BillAnswer, of: BillOf): BillPage {
  const { lines, refused, unreadTags } = parseRows(answer.rows, of)
  return { name: unreadTags === 0 ? name : `${name}, tags not understood: ${unreadTags}`, lines, refused }
}

function windowOf({ day, account }: BillOf, now: Instant): BillWindow {
  return {
    name: day.date,
    provider: 'alibaba',
    invoiceIssuerName: ISSUER,
    billingAccountId: account,
    billingPeriod: monthStart(day).date,
    billingPeriodEnd: nextMonth(day).date,
    final: now >= finalFrom(day),
  }
}

function missing(day: Day, answered: BillAnswer, rows: number): BillPage['refused'][number] {
  return {
    window: day.date,
    record: answered.rows.length + 1,
    column: 'TotalCount',
    value: String(answered.total),
    reason: `is not the number of rows, ${rows}`,
    line: JSON.stringify({ TotalCount: answered.total, rows }),
  }
}
