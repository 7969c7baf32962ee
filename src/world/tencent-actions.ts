/** What Tencent's billing API answers and refuses, action by action, as facts and its own documentation have it. */
import { attoOf, decimalOf, divideHalfEven } from '../units/decimal.js'

export type TencentRow = Readonly<Record<string, unknown>>

/** Everything that is billed, as it stands whenever it is asked: it may change between two requests. */
export interface TencentBill {
  /** The account that pays. */
  readonly account: string
  /** Rows of DescribeBillDetail in a month, `2026-08`, in the order of their places. */
  readonly rows: (month: string) => readonly TencentRow[]
  readonly adjustments?: (month: string) => readonly TencentRow[]
  /** Products of DescribeBillSummary; undefined: the rows, added up by product and rounded to cents. */
  readonly summary?: (month: string) => readonly TencentRow[]
  /** Whether the summary is made. */
  readonly ready?: (month: string) => boolean
}

export class Refused extends Error {
  override readonly name = 'Refused'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export interface Desk {
  readonly bill: TencentBill
  readonly now: Date
  /** Totals as they were counted first: they are kept for 24 hours. */
  readonly totals: Map<string, number>
}

type Asked = Readonly<Record<string, unknown>>
type Action = (asked: Asked, desk: Desk) => Record<string, unknown>

export const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['DescribeBillDetail', detail],
  ['DescribeBillAdjustInfo', adjusted],
  ['DescribeBillSummary', summed],
])

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  DescribeBillDetail:
    'Offset Limit Month BeginTime EndTime NeedRecordNum PayMode ResourceId ActionType ProjectId BusinessCode Context PayerUin'.split(
      ' ',
    ),
  DescribeBillAdjustInfo: ['Month', 'TimeFrom', 'TimeTo', 'PayerUin'],
  DescribeBillSummary: ['Month', 'GroupType', 'TagKey', 'OperateUin', 'PayerUin'],
}

/** @throws Refused as the API does for a parameter that it does not know */
export function demandKnown(action: string, asked: Asked): void {
  const strange = Object.keys(asked).find((name) => KNOWN[action]?.includes(name) !== true)
  if (strange !== undefined) throw new Refused('UnknownParameter', `The parameter ${strange} is not recognized.`)
}

function detail(asked: Asked, { bill, now, totals }: Desk): Record<string, unknown> {
  const month = asked['BeginTime'] === undefined ? monthOf(asked, now) : monthOfRange(asked, now)
  const offset = whole(asked, 'Offset', 0, Number.MAX_SAFE_INTEGER)
  const limit = whole(asked, 'Limit', 1, 300)
  demandContext(asked['Context'], month)
  demandPayer(asked, bill)
  // Only resource and way of paying are filtered here; times do not narrow anything: the whole month is the answer.
  const rows = bill
    .rows(month)
    .filter((row) => asked['ResourceId'] === undefined || row['ResourceId'] === asked['ResourceId'])
  const total = totals.get(month) ?? rows.length
  totals.set(month, total)
  return {
    DetailSet: rows.slice(offset, offset + limit),
    Total: asked['NeedRecordNum'] === 1 ? total : null,
    Context: contextOf(month, offset + limit),
  }
}

/** Opaque to who asks; one of another month is refused, one of another place only helps nobody. */
function contextOf(month: string, next: number): string {
  return Buffer.from(JSON.stringify({ month, next })).toString('base64')
}

function demandContext(context: unknown, month: string): void {
  if (context === undefined || context === '') return
  const issued = typeof context === 'string' ? Buffer.from(context, 'base64').toString() : ''
  if (issued.startsWith(`{"month":"${month}",`)) return
  throw new Refused('InvalidParameterValue', 'The Context is not one of this query.')
}

function adjusted(asked: Asked, { bill, now }: Desk): Record<string, unknown> {
  const month = monthOf(asked, now)
  demandPayer(asked, bill)
  const data = bill.adjustments?.(month) ?? []
  return { Data: data, Total: data.length }
}

function summed(asked: Asked, { bill, now }: Desk): Record<string, unknown> {
  const month = monthOf(asked, now)
  demandPayer(asked, bill)
  if (!['business', 'project', 'region', 'payMode', 'tag'].includes(String(asked['GroupType']))) {
    throw new Refused('InvalidParameterValue', 'GroupType is not one of business, project, region, payMode, tag.')
  }
  if (bill.ready?.(month) === false) return { Ready: 0, SummaryDetail: null }
  return { Ready: 1, SummaryDetail: bill.summary?.(month) ?? sumsOf(bill.rows(month)) }
}

/** In cents, as amounts are paid. */
function sumsOf(rows: readonly TencentRow[]): TencentRow[] {
  const sums = new Map<string, bigint>()
  for (const { BusinessCode: product, ComponentSet: components } of rows) {
    for (const one of Array.isArray(components) ? components : []) {
      sums.set(String(product), (sums.get(String(product)) ?? 0n) + attoOf(String(one.RealCost)))
    }
  }
  return [...sums].map(([GroupKey, sum]) => {
    const RealTotalCost = decimalOf(divideHalfEven(sum, 10n ** 16n) * 10n ** 16n)
    return { GroupKey, GroupValue: GroupKey, RealTotalCost, TotalCost: '-', CashPayAmount: RealTotalCost, Business: [] }
  })
}

function monthOf(asked: Asked, now: Date): string {
  const month = asked['Month']
  if (typeof month !== 'string' || !/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) {
    throw new Refused('InvalidParameterValue', 'Month is not of the form yyyy-mm.')
  }
  const ago = monthNumber(new Date(now.getTime() + 8 * 3_600_000).toISOString()) - monthNumber(month)
  if (ago < 0 || ago >= 18) throw new Refused('InvalidParameterValue', 'Only the last 18 months can be queried.')
  return month
}

function monthOfRange({ BeginTime, EndTime }: Asked, now: Date): string {
  const [from, to] = [String(BeginTime).slice(0, 7), String(EndTime).slice(0, 7)]
  if (from !== to) throw new Refused('InvalidParameterValue', 'BeginTime and EndTime are not of one month.')
  return monthOf({ Month: from }, now)
}

function monthNumber(date: string): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7))
}

function whole(asked: Asked, name: string, least: number, most: number): number {
  const value = asked[name]
  if (value === undefined) throw new Refused('MissingParameter', `The request is missing the parameter ${name}.`)
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
  throw new Refused('InvalidParameterValue', `${name} is not an integer from ${least} to ${most}.`)
}

function demandPayer({ PayerUin: payer }: Asked, { account }: TencentBill): void {
  if (payer === undefined || payer === account) return
  throw new Refused('UnauthorizedOperation.CamNoAuth', `You may not see the bill of ${String(payer)}.`)
}
