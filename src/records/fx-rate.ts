import type { BillingDay } from '../units/billing-day.js'
import type { Currency } from '../units/currency.js'
import type { Decimal } from '../units/decimal.js'

/**
 * A rate of exchange as published: `value` of `to` for `units` of `from`. The central parity quotes yen by the hundred
 * (100 JPY) and fifteen currencies the other way round (CNY 100), so both directions and the count are kept.
 */
export interface FxRate {
  readonly from: Currency
  readonly to: Currency
  readonly units: 1 | 100
  readonly value: Decimal
  /** The Beijing day it was fixed for; days without a fixing carry the last one forward. */
  readonly fixedOn: BillingDay<'UTC+8'>
  readonly source: string
}
