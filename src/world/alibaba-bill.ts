/** What Alibaba's billing actions answer: paging, silent traps and all, as its pages and its peers' code tell them. */
import type { No } from './alibaba-rpc.js'

/** One row of a bill; amounts are decimal text here and numbers of any length on the wire. */
export type AlibabaRow = Readonly<Record<string, string>>

/** What is billed and metered. Functions, so that a fleet may go on living between two requests. */
export interface AlibabaBill {
  readonly accountId: string
  /** Rows of a month, each with its BillingDate. */
  readonly rows: (month: string) => readonly AlibabaRow[]
  /** Metered hours of a table, each with StartTime and EndTime. */
  readonly usage?: (table: string) => readonly AlibabaRow[]
  /** Of a month, as QueryBillOverview adds it up. */
  readonly overview?: (month: string) => readonly AlibabaRow[]
}

/** What is odd about its answers. */
export interface AlibabaOddities {
  /** OmsData as a text that holds JSON. */
  readonly omsAsText?: boolean
  /** The NextToken that every page ends with, over and over. */
  readonly stuck?: boolean
  /** A total that is not the number of rows. */
  readonly totalOf?: (rows: number) => number
}

export interface BillState {
  readonly bill: AlibabaBill
  readonly odd: AlibabaOddities
  /** The bill's own today, in UTC. */
  readonly now: () => Date
  /** Tokens it gave out, each for its question. */
  readonly tokens: Map<string, { readonly question: string; readonly from: number }>
}

type Asked = ReadonlyMap<string, string>
export type Said = { readonly data: unknown } | No

const AMOUNTS = new Set(
  `PretaxGrossAmount InvoiceDiscount AfterDiscountAmount DeductedByCoupons PretaxAmount PaymentAmount CashAmount
   DeductedByCashCoupons DeductedByPrepaidCard AdjustAmount OutstandingAmount AfterTaxAmount Tax PretaxAmountLocal`
    .trim()
    .split(/\s+/),
)
const NUMBER = '\u0001'

export function saidTo(action: string, asked: Asked, state: BillState): Said {
  switch (action) {
    case 'DescribeInstanceBill':
      return instanceBill(asked, state)
    case 'QueryBillOverview':
      return overview(asked, state)
    case 'QueryUserOmsData':
      return usage(asked, state)
    default:
      return no('InvalidAction.NotFound', 'Specified api is not found, please check your url and method.', 404)
  }
}

/** JSON whose amounts are numbers, every digit of them: JSON.stringify would put them through a double. */
export function wireText(value: unknown): string {
  return JSON.stringify(value).replaceAll(/"\\u0001([^"]*)"/g, '$1')
}

function instanceBill(asked: Asked, { bill, odd, now, tokens }: BillState): Said {
  const cycle = asked.get('BillingCycle') ?? ''
  const wrong = wrongCycle(cycle, now()) ?? wrongGrain(asked)
  if (wrong !== undefined) return wrong
  const most = Number(asked.get('MaxResults') ?? '20')
  if (!Number.isInteger(most) || most < 1 || most > 300) return no('InvalidParameter', 'MaxResults is not valid.')
  const question = questionOf(asked)
  const token = tokens.get(asked.get('NextToken') ?? '')
  if (asked.has('NextToken') && token?.question !== question) return no('InvalidParameter', 'NextToken is not valid.')

  const found = rowsAsked(asked, bill)
  const from = token?.from ?? 0
  const items = found.slice(from, from + most).map(onTheWire)
  const next = from + most < found.length || odd.stuck === true ? `T${odd.stuck === true ? 0 : tokens.size + 1}` : ''
  if (next !== '') tokens.set(next, { question, from: odd.stuck === true ? 0 : from + most })
  const TotalCount = odd.totalOf?.(found.length) ?? found.length
  return {
    data: {
      BillingCycle: cycle,
      AccountID: bill.accountId,
      AccountName: 'bill@example.com',
      TotalCount,
      MaxResults: most,
      NextToken: next,
      Items: items,
    },
  }
}

/** A day outside the month is not refused: the answer is the month's. */
function rowsAsked(asked: Asked, { rows }: AlibabaBill): readonly AlibabaRow[] {
  const [cycle = '', day = ''] = [asked.get('BillingCycle'), asked.get('BillingDate')]
  const daily = asked.get('Granularity') === 'DAILY' && day.startsWith(cycle)
  const owner = asked.get('BillOwnerId')
  return rows(cycle).filter(
    (row) => (!daily || row['BillingDate'] === day) && (owner === undefined || row['OwnerID'] === owner),
  )
}

function overview(asked: Asked, { bill, now }: BillState): Said {
  const cycle = asked.get('BillingCycle') ?? ''
  const wrong = wrongCycle(cycle, now())
  if (wrong !== undefined) return wrong
  const owner = asked.get('BillOwnerId')
  const found = (bill.overview?.(cycle) ?? []).filter((row) => owner === undefined || row['OwnerID'] === owner)
  const data = { BillingCycle: cycle, AccountID: bill.accountId, AccountName: 'bill@example.com' }
  return { data: { ...data, Items: { Item: found.map(onTheWire) } } }
}

/** Rows in the order of their ids, not of time; the hour that runs now is not there yet. */
function usage(asked: Asked, { bill, odd, now }: BillState): Said {
  const [from = '', to = ''] = [asked.get('StartTime'), asked.get('EndTime')]
  const size = Number(asked.get('PageSize') ?? '100')
  if ((asked.get('Table') ?? '') === '') return no('MissingTable', 'Table is mandatory for this action.')
  if (!['Hour', 'Raw', 'Day', 'Month'].includes(asked.get('DataType') ?? '')) {
    return no('InvalidParameter', 'DataType is not valid.')
  }
  if (![from, to].every((time) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time))) {
    return no('InvalidParameter', 'StartTime or EndTime is not valid.')
  }
  if (!(size >= 1 && size <= 200)) return no('InvalidParameter', 'PageSize is not valid.')
  const thisHour = `${now().toISOString().slice(0, 13)}:00:00Z`
  const idOf = (row: AlibabaRow): string => `${row['InstanceId'] ?? ''} ${row['StartTime'] ?? ''}`
  const found = (bill.usage?.(asked.get('Table') ?? '') ?? [])
    .filter(({ StartTime = '', EndTime = '' }) => StartTime < to && EndTime > from && EndTime <= thisHour)
    .toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
  const marker = asked.get('Marker')
  const start = marker === undefined ? 0 : found.findIndex((row) => idOf(row) === marker) + 1
  const shown = found.slice(start, start + size)
  const last = shown.at(-1)
  const Marker = start + size < found.length && last !== undefined ? idOf(last) : ''
  return { data: { HostId: 'cn', Marker, OmsData: odd.omsAsText === true ? JSON.stringify(shown) : shown } }
}

function wrongCycle(cycle: string, now: Date): No | undefined {
  if (cycle === '') return no('MissingBillingCycle', 'BillingCycle is mandatory for this action.')
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(cycle)) return no('InvalidBillingCycle', 'The BillingCycle is invalid.')
  const months = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7))
  const today = new Date(now.getTime() + 8 * 3_600_000).toISOString()
  const old = months(today) - months(cycle) > 17
  return old ? no('InvalidBillingCycle', 'Only the latest 18 billing cycles can be queried.') : undefined
}

function wrongGrain(asked: Asked): No | undefined {
  const grain = asked.get('Granularity') ?? 'MONTHLY'
  if (!['MONTHLY', 'DAILY'].includes(grain)) return no('InvalidParameter', 'Granularity is not valid.')
  const dated = /^\d{4}-\d\d-\d\d$/.test(asked.get('BillingDate') ?? '')
  return grain === 'DAILY' && !dated ? no('InvalidParameter', 'BillingDate is mandatory for DAILY.') : undefined
}

/** What a token is good for: the same question, page by page. */
function questionOf(asked: Asked): string {
  const names = ['BillingCycle', 'BillingDate', 'Granularity', 'IsBillingItem', 'BillOwnerId', 'MaxResults']
  return JSON.stringify(names.map((name) => asked.get(name)))
}

function onTheWire(row: AlibabaRow): unknown {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, AMOUNTS.has(name) ? NUMBER + value : value]),
  )
}

function no(code: string, message: string, status = 400): No {
  return { status, code, message }
}
