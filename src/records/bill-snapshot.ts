/** A window as a source found it: what it covers, and how far the lines in it reach. Times are ISO text in UTC. */
export interface SurveyedWindow {
  /** 60 bits of the hash of feed, provider, issuer, account and name (of exports: period); text, because JavaScript rounds it. */
  readonly windowKey: string
  /** What its source calls it: `2026-08-22`; '' for exports, whose windows are billing periods. */
  readonly name: string
  readonly provider: string
  readonly invoiceIssuerName: string
  readonly billingAccountId: string
  /** The first day of the billing period, in the provider's zone, and the first day after it. */
  readonly billingPeriod: string
  readonly billingPeriodEnd: string
  readonly firstCharge: string
  readonly lastCharge: string
  /** The UTC days on which usage begins, in their order. */
  readonly usageDays: readonly string[]
  /** What the provider says of it; undefined: it is final some days after its period. */
  readonly final?: boolean
}

/** What a source counted on its own, so that what arrives can be held against it. Amounts are exact decimal texts. */
export interface ControlTotal {
  readonly windowKey: string | null
  readonly billingCurrency: string | null
  readonly lines: string
  readonly listCost: string | null
  readonly contractedCost: string | null
  readonly billedCost: string | null
  readonly effectiveCost: string | null
}

/**
 * The whole of one or more windows as a source states it now. The streams are CSV in the column order of
 * `fact.bill_line` and `raw.rejected`; each ends with an error unless everything in it was sent.
 */
export interface BillSnapshot {
  readonly feed: string
  /** Which configured account was asked; '' for files. */
  readonly account: string
  /** A hash of what was read and of how it is understood: the same content is never loaded twice. */
  readonly content: string
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[]
  readonly windows: readonly SurveyedWindow[]
  readonly totals: readonly ControlTotal[]
  lines(loadId: string): AsyncIterable<Uint8Array>
  rejected(loadId: string): AsyncIterable<Uint8Array>
  /** Known once `rejected` has ended. */
  rejectedTotals(): readonly ControlTotal[]
}
