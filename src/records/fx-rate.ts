import type { BillingDay } from '../units/billing-day.js'
import type { Currency } from '../units/currency.js'
import type { Decimal } from '../units/decimal.js'

/** Who said it. One source counts for a day: the State Administration's page is a copy of CFETS, a file may be anything. */
export type RateSource = 'cfets' | 'safe' | 'csv'

/**
 * A rate of exchange as published: `value` of `to` for `units` of `from`; one of the two is CNY. The central parity quotes
 * yen by the hundred (100JPY/CNY) and fifteen currencies the other way round (CNY/THB), so all of it is kept.
 */
export interface FxRate {
  readonly from: Currency
  readonly to: Currency
  readonly units: number
  readonly value: Decimal
}

/** The central parity of a Beijing day, as published about 09:15. USD/CNY is always among its rates. */
export interface Fixing {
  readonly fixedOn: BillingDay<'UTC+8'>
  readonly rates: readonly FxRate[]
  /** Pairs that the source names and does not quote that day, as it writes them: `CNY/MOP`. */
  readonly notQuoted: readonly string[]
}

/** Everything a source said of a stretch of days: between its first and its last fixing there is no other. */
export interface RateAnswer {
  readonly source: RateSource
  /** By date, each day once. */
  readonly fixings: readonly Fixing[]
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[]
}
