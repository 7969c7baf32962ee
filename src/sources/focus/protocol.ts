/** What the reading process is told and what it answers: one JSON a line each way. */
import type { ReadFile } from './groups.js'
import type { ReaderOptions } from './reader.js'

export interface ReadRequest extends ReaderOptions {
  readonly files: readonly ReadFile[]
  readonly threads: number
  /** Of DuckDB, such as `300MB`; the process holds about 150 MB more. */
  readonly memoryLimit: string
  readonly spillFolder: string
  /** Add up lines that differ only in spelling: costs a second grouping. */
  readonly merge: boolean
}

export type ChildOrder =
  | { readonly do: 'survey'; readonly request: ReadRequest }
  | { readonly do: 'lines' | 'rejected'; readonly pipe: string; readonly loadId: string }
  /** Lets go of all that was read. */
  | { readonly do: 'forget' }

/** A row as DuckDB prints it: every value a text or null. */
export type TextRow = Readonly<Record<string, unknown>>

export type ChildEvent =
  | { readonly event: 'progress'; readonly percent: number }
  | { readonly event: 'surveyed' | 'rejectedTotals'; readonly rows: readonly TextRow[] }
  | { readonly event: 'done'; readonly order: ChildOrder['do'] }
  | { readonly event: 'failed'; readonly order: ChildOrder['do']; readonly message: string }
