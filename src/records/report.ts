/** What a report tells of a range of business days. Amounts and figures are exact texts; null is not known, and never 0. */

export type ReportCurrency = 'USD' | 'CNY'

/** `[from, to)`, days of the business time zone such as 2026-08-01. */
export interface ReportRange {
  readonly from: string
  readonly to: string
  readonly zone: string
  /** The last day of it is not over. */
  readonly unfinished: boolean
}

/** The least sure of what a figure stands on; null: it stands on nothing. */
export type ReportStatus = 'estimated' | 'preliminary' | 'final' | null

/** Money of the range, effective: all of it, or that of a provider, a kind, both, or a kind and day. */
export interface Spend {
  readonly of: 'all' | 'provider' | 'kind' | 'provider_kind' | 'day' | 'day_kind'
  readonly provider: string | null
  readonly kind: string | null
  readonly day: string | null
  /** Null when a part of it is not known or has no rate; then `known` is the rest of it. */
  readonly cost: string | null
  readonly known: string
  readonly status: ReportStatus
  /**
   * Rows of resource-hours whose cost is not known, that have no rate, and that are converted at a provisional one. An hour
   * that goes to several places is several rows.
   */
  readonly unknown: string
  readonly unconverted: string
  readonly provisional: string
  /** Hours of replicas on machines that are not billed yet: their work is seen, their cost is not. */
  readonly unbilled: string
}

/** What a version cost and did in the range; ratios as `report.kpi_day` has them of a day. */
export interface ReportedVersion {
  readonly model: string
  readonly version: string
  readonly status: ReportStatus
  readonly cost: string | null
  /** Of `cost`, what its machines worked and stood idle for. */
  readonly serving: string | null
  readonly warm_idle: string | null
  readonly tokens: string | null
  readonly requests: string | null
  readonly per_1k_tokens: string | null
  readonly per_1m_tokens: string | null
  readonly utilisation: string | null
  readonly cache_hit_ratio: string | null
  readonly batch_efficiency: string | null
  /** Of its worst day, in seconds; `saturated`: at least that. */
  readonly p99_seconds: string | null
  readonly saturated: boolean
  readonly coverage: string | null
  readonly unknown: string
  readonly unconverted: string
  readonly provisional: string
  readonly unbilled: string
  /** Hours of replicas whose count is a lower bound or begins at an unknown baseline. */
  readonly not_exact: string
  /** What each of its days cost as far as that is known, for drawing alone. */
  readonly days: readonly { readonly day: string; readonly cost: string }[]
}

export const PARTS_OF_NO_VERSION = [
  'unused_commitment',
  'purchase',
  'tax',
  'credit',
  'support',
  'rounding',
  'out_of_scope',
  'no_resource',
  'no_telemetry',
  'unmapped',
] as const
export type PartOfBill =
  'serving' | 'warm_idle' | 'cold_idle' | 'shared' | 'deferred' | (typeof PARTS_OF_NO_VERSION)[number]

/** A bill on one basis, in its own currency, and where its money went. */
export type ReportedBill = Readonly<Record<PartOfBill | 'bill' | 'difference', string>> & {
  readonly provider: string
  readonly billing_account_id: string
  readonly billing_period: string
  readonly billing_currency: string
  readonly basis: 'list' | 'contracted' | 'billed' | 'effective'
  /** Resource-hours that leave this basis open. */
  readonly unknown: string
}

/** Work that hangs in the air: of a replica, what it lacks (`resource`, `version`, `bill`). */
export interface LooseUsage {
  readonly source: string
  readonly replica: string
  readonly served_model: string
  readonly lacks: string
  readonly since: string
  readonly last: string
  readonly hours: string
  readonly tokens: string | null
}

/** Money of which nobody says what it is for, in the currency of its bill. */
export interface LooseMoney {
  readonly provider: string
  readonly billing_period: string
  readonly service_name: string | null
  readonly reason: string
  readonly billing_currency: string
  readonly billed_cost: string
  readonly resources: string
}

export const LEVERS = [
  'prune',
  'shrink',
  'right_size',
  'batch',
  'quantisation',
  'spot',
  'token_price',
  'cold_idle',
] as const

/** What could be saved, of a mean month like the last seven whole days. Amounts are exact; null: not known. */
export interface Lever {
  readonly lever: (typeof LEVERS)[number]
  /** Of machines without a model: null. */
  readonly model: string | null
  readonly version: string | null
  /** The cloud, or the clouds. */
  readonly provider: string | null
  /** What it is and what is proposed: types, quantisations, a seller; null: no such thing. */
  readonly now_is: string | null
  readonly then_is: string | null
  /** What trips it: of `prune` the coverage, of `shrink` the utilisation, of `batch` the batch efficiency. */
  readonly figure: string | null
  readonly cost: string | null
  readonly after: string | null
  readonly saving: string | null
  /** Codes that the words of levers translate. */
  readonly assumption: string
  readonly warning: string | null
  readonly unknown: string | null
  /** It saves most of its version: those together count no money twice. */
  readonly counted: boolean
}

/** The week that levers look at, its first day and its last. */
export interface LeversOfWeek {
  readonly from: string
  readonly last: string
  readonly all: readonly Lever[]
}

export interface LedgerReport {
  readonly range: ReportRange
  readonly currency: ReportCurrency
  /** When it was made, ISO text in UTC. */
  readonly made_at: string
  readonly spend: readonly Spend[]
  readonly versions: readonly ReportedVersion[]
  readonly bills: readonly ReportedBill[]
  readonly loose_usage: readonly LooseUsage[]
  readonly loose_money: readonly LooseMoney[]
  readonly levers: LeversOfWeek
}
