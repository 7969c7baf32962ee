import type { Currency } from '../units/currency.js'
import type { Decimal } from '../units/decimal.js'
import type { Hour } from '../units/hour.js'
import type { Unit } from '../units/quantity.js'

/** What one unit costs, from `from` up to and without `to`; `to` is null while the price is in force. */
export interface PriceRow {
  readonly provider: string
  /** What is priced: an instance type, a SKU, a model with a direction. */
  readonly item: string
  readonly regionId: string | null
  readonly currency: Currency
  readonly amount: Decimal
  readonly per: Unit
  readonly from: Hour
  readonly to: Hour | null
  /** The page the price was read from. */
  readonly source: string
}
