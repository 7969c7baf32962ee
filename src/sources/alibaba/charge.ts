/** What sort of charge a row is, and which time it is for. */
import type { BillLine } from '../../records/bill-line.js'
import { attoOf, type Decimal } from '../../units/decimal.js'
import type { Instant } from '../../units/instant.js'
import { endOf, type Day, startOf } from './calendar.js'
import { type Cells, understood, Unread } from './cells.js'
import { isOfTime, serviceEnd, unitNamed } from './units.js'

export interface Charge extends Pick<BillLine, 'chargeCategory' | 'chargeFrequency' | 'costType'> {
  readonly start: Instant
  readonly end: Instant
}

/** How long a service is for, where a row says so in a unit of time. */
export interface Service {
  readonly period: Decimal
  readonly unit: string
}

export function serviceOf(cells: Cells): Service | undefined {
  const period = cells.amount('ServicePeriod')
  const unit = unitNamed(cells.text('ServicePeriodUnit') ?? '')
  return period === null || period === '0' || !isOfTime(unit) ? undefined : { period, unit }
}

/**
 * A day's use is of exactly the Beijing day. What is paid ahead is of its service period, which the ledger amortises; a
 * purchase without one is of its day. Refunds and adjustments are of the day that they are booked on.
 * @throws Unread for a sort of charge that is not documented, a service period in an unknown unit, a refund above zero
 */
export function chargeOf(cells: Cells, day: Day): Charge {
  const item = cells.must('Item')
  const ofItsDay = { start: startOf(day), end: endOf(day), costType: item }
  switch (item) {
    case 'PayAsYouGoBill':
      if (cells.text('SubscriptionType') === 'Subscription') return purchase(cells, day, item)
      return { ...ofItsDay, chargeCategory: 'Usage', chargeFrequency: 'Usage-Based' }
    case 'SubscriptionOrder':
      return purchase(cells, day, item)
    case 'Refund':
      demandBelowZero(cells)
      return { ...ofItsDay, chargeCategory: 'Adjustment', chargeFrequency: 'One-Time' }
    case 'Adjustment':
      return { ...ofItsDay, chargeCategory: 'Adjustment', chargeFrequency: 'One-Time' }
    default:
      throw new Unread('Item', item, 'is not one of SubscriptionOrder, PayAsYouGoBill, Refund, Adjustment')
  }
}

function purchase(cells: Cells, day: Day, costType: string): Charge {
  const sort = { chargeCategory: 'Purchase', chargeFrequency: 'One-Time', costType, start: startOf(day) } as const
  const period = cells.amount('ServicePeriod')
  if (period === null || period === '0') return { ...sort, end: endOf(day) }
  if (period.startsWith('-')) throw new Unread('ServicePeriod', period, 'is below zero')
  const unit = unitNamed(cells.must('ServicePeriodUnit'))
  return { ...sort, end: understood('ServicePeriod', period, (length) => serviceEnd(day, length, unit)) }
}

/** Whether refunds come with a sign is documented in one place and not in another; with the wrong one they would add. */
function demandBelowZero(cells: Cells): void {
  const amount = cells.mustAmount('PretaxAmount')
  if (attoOf(amount) > 0n) throw new Unread('PretaxAmount', amount, 'is above zero in a refund')
}
