/** How the stand-in for BigQuery behaves, and what it keeps. */
import type { ExportTable, Loaded } from './bigquery-export.js'
import type { Job } from './bigquery-jobs.js'
import type { Account } from './bigquery-login.js'
import type { ExportRow } from './bigquery-values.js'

export type Action = 'tables.get' | 'datasets.get' | 'jobs.insert' | 'jobs.dryRun' | 'jobs.get' | 'jobs.getQueryResults'

/** How a request fails: with an error of the API, a proxy's page, a connection that ends early, or an answer that is lost. */
export type Fault =
  | { readonly status: number; readonly reason: string; readonly message?: string }
  | 'html 502'
  | 'html 200'
  | 'cut'
  | 'half'
  | 'hang'
  /** It is done, and nobody hears of it. */
  | 'lost'
  /** The job fails, not the request for it. */
  | 'job fails'
  /** The last page again. */
  | 'token repeats'
  /** A page without its last row. */
  | 'row missing'

export interface Manners {
  /** Whose signature is demanded; undefined: nobody's. */
  readonly account?: Account
  /** Milliseconds; tokens expire by it. */
  readonly clock?: () => number
  readonly fault?: (request: { readonly n: number; readonly action: Action }) => Fault | undefined
  /** How often a job answers that it is not done yet. */
  readonly busy?: number
  /** The most rows of a page, whatever is asked for. */
  readonly pageLimit?: number
  /** Bytes that estimates leave out, as those of external tables do. */
  readonly estimatesNothing?: boolean
}

export interface AskedOf {
  readonly action: Action
  /** The label that says which statement it is. */
  readonly label: string
  readonly body: string
  readonly url: string
}

export interface BigQueryWorld {
  readonly url: string
  readonly asked: AskedOf[]
  /** How many bytes were billed. */
  billed(): bigint
  readonly tables: { readonly table: ExportTable; readonly rows: Loaded[] }[]
  /** Adds rows to the first table, into the partition of a day; without one, of the day of their export. */
  load(rows: readonly ExportRow[], day?: string): void
  close(): Promise<void>
}

export interface State {
  readonly tables: BigQueryWorld['tables']
  readonly jobs: Map<string, Job>
  readonly asked: AskedOf[]
  billed: bigint
}

export function errorOf({ status, reason, message }: { status: number; reason: string; message: string }): object {
  return { error: { code: status, message, errors: [{ message, domain: 'global', reason }], status: reason } }
}
