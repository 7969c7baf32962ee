import type { Currency } from '../units/currency.js'
import type { Decimal } from '../units/decimal.js'

/** How a machine is bought. */
export const PURCHASES = ['on_demand', 'spot', 'reserved'] as const
export type Purchase = (typeof PURCHASES)[number]

export type PricedUnit = 'machine_hour' | 'million_input_tokens' | 'million_cached_tokens' | 'million_output_tokens'

/** What one unit costs, on the days from `from` up to and without `to`. */
export interface Price {
  readonly provider: string
  /** Empty of tokens. */
  readonly region: string
  /** A type of machine as the provider spells it, or a model as the ledger calls it. */
  readonly item: string
  readonly purchase: Purchase | 'tokens'
  readonly per: PricedUnit
  readonly currency: Currency
  readonly amount: Decimal
  /** Days, `2026-08-01`; null is always. */
  readonly from: string | null
  readonly to: string | null
  /** The page it was read from, and when that was looked at. */
  readonly source: string
  readonly asOf: string
}
