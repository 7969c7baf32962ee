/** From a page's rows to lines. Pure; a row that is not understood is kept, with the reason, and its window is incomplete. */
import type { BillLine, RefusedLine } from '../../records/bill-line.js'
import { monthStart } from '../../units/billing-day.js'
import type { Row } from './answers.js'
import { type Day, nextMonth, startOf } from './calendar.js'
import { Cells, rowText, Unread } from './cells.js'
import { chargeOf, serviceOf } from './charge.js'
import { productOf } from './product.js'
import { parseTags, tagsOfLine } from './tags.js'
import { unitNamed } from './units.js'

/** Which bill was asked for. */
export interface BillOf {
  readonly day: Day
  /** Whose bill it is: the member that was asked for, or the account of the keys. */
  readonly account: string
  /** Who answered: the account of the keys. */
  readonly answered: string
  /** The member that was asked for. */
  readonly owner: string | undefined
}

export interface Understood {
  readonly lines: readonly BillLine[]
  readonly refused: readonly RefusedLine[]
  /** Tags that are kept as they stood because nobody can say what they mean. */
  readonly unreadTags: number
}

export function parseRows(rows: readonly Row[], of: BillOf): Understood {
  const lines: BillLine[] = []
  const refused: RefusedLine[] = []
  let unreadTags = 0
  for (const [index, row] of rows.entries()) {
    try {
      const cells = new Cells(row)
      demandAsked(cells, of)
      const tags = parseTags(cells.text('Tag') ?? '')
      lines.push({ ...lineOf(cells, of), tags: tagsOfLine(tags) })
      unreadTags += tags.unread.length
    } catch (error) {
      if (!(error instanceof Unread)) throw error
      const { column, value, reason } = error
      refused.push({ window: of.day.date, record: index + 1, column, value, reason, line: rowText(row) })
    }
  }
  return { lines, refused, unreadTags }
}

/** A day outside the month that was asked for is answered with the month, without a word; and members have bills, too. */
function demandAsked(cells: Cells, { day, account, answered, owner }: BillOf): void {
  const date = cells.must('BillingDate')
  if (date !== day.date) throw new Unread('BillingDate', date, `is not ${day.date}, which was asked for`)
  const billed = cells.text('BillAccountID')
  if (billed !== null && billed !== account && billed !== answered) {
    throw new Unread('BillAccountID', billed, `is another account than ${account}, whose bill was asked for`)
  }
  const own = cells.text('OwnerID')
  if (owner !== undefined && own !== null && own !== owner) {
    throw new Unread('OwnerID', own, `is another member than ${owner}, whose rows were asked for`)
  }
}

/** list, contracted, billed by ledger.md 4: coupons are in PretaxAmount, vouchers are a way of paying it and are not read. */
function lineOf(cells: Cells, { day, account }: BillOf): Omit<BillLine, 'tags'> {
  const { start, end, ...charge } = chargeOf(cells, day)
  const service = serviceOf(cells)
  const billedCost = cells.mustAmount('PretaxAmount')
  const usageUnit = cells.text('UsageUnit')
  return {
    ...charge,
    ...productOf(cells),
    ...saidNowhere,
    window: day.date,
    provider: 'alibaba',
    invoiceIssuerName: ISSUER,
    billingAccountId: account,
    subAccountId: cells.text('OwnerID'),
    billingPeriodStart: startOf(monthStart(day)),
    billingPeriodEnd: startOf(nextMonth(day)),
    billingCurrency: cells.currency('Currency'),
    chargePeriodStart: start,
    chargePeriodEnd: end,
    // Of all bills of the day: a gigabyte billed each hour is 24 of them.
    consumedQuantity: cells.amount('Usage'),
    consumedUnit: usageUnit === null ? null : unitNamed(usageUnit),
    pricingQuantity: service?.period ?? null,
    pricingUnit: service?.unit ?? null,
    listCost: cells.amount('PretaxGrossAmount'),
    contractedCost: cells.amount('AfterDiscountAmount'),
    billedCost,
    effectiveCost: billedCost,
  }
}

export const ISSUER = 'Alibaba Cloud'

/** What a row has no field for. There is no id of an invoice, nor of the row itself. */
const saidNowhere = {
  invoiceId: null,
  chargeClass: null,
  skuPriceId: null,
  pricingCategory: null,
  commitmentDiscountId: null,
  commitmentDiscountType: null,
  commitmentDiscountStatus: null,
  capacityReservationId: null,
  capacityReservationStatus: null,
} as const
