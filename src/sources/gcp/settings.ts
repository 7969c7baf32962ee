import type { Secret } from '../../config/secrets.js'
import type { Patience } from '../../http.js'

/** One billing account whose export lies in BigQuery: values that are parsed and checked already. */
export interface GcpSettings {
  /** What messages call it. */
  readonly name: string
  /** `gcp-detailed` reads Google's detailed usage export, `gcp-focus` its native FOCUS 1.2 export. */
  readonly feed: 'gcp-detailed' | 'gcp-focus'
  /** The export: `{ project: 'finops', dataset: 'billing', table: 'gcp_billing_export_resource_v1_010101_F0FFF0_61C528' }`. */
  readonly table: { readonly project: string; readonly dataset: string; readonly table: string }
  /** The project that queries run in and that pays for their bytes. */
  readonly project: string
  /** `010101-F0FFF0-61C528`: windows without a line are announced of it. */
  readonly billingAccount: string
  /** A service account's key as Google gives it, JSON; undefined: what the machine itself logs in with. */
  readonly key: Secret | undefined
  /** Another address than https://bigquery.googleapis.com; without a key nothing is logged in with there. */
  readonly endpoint: string | undefined
  /** The first UTC day ever to read. */
  readonly from: string
  /** What one query may read at most, in bytes; BigQuery knows no limit below 10,485,760. */
  readonly maximumBytesBilled: string
  /** How many hours one query and one transaction take at most. */
  readonly hoursPerPiece: number
  /** Rows of a result page: bounds memory, not money. */
  readonly rowsPerPage: number
  /** Days of partitions read beyond those that should hold a row; where a partition ends is told by nobody. */
  readonly marginDays: number
  /** Days after a month's end after which its hours count as final. They are read again all the same when touched. */
  readonly finalAfterDays: number
  readonly timeoutMs: number
  readonly patience?: Patience
}
