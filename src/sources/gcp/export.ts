import type { BillLine } from '../../records/bill-line.js'
import type { Row } from './fields.js'
import type { Statement } from './statement.js'
import type { Columns, Table } from './table.js'

/** What tells the two exports apart: their columns, the statements over them, and what a row of a result means. */
export interface Export {
  readonly columns: Columns
  /** What totals of invoices are called in `report.reconciliation`. */
  readonly totalsAre: string
  /** Which hours were exported to after a mark, and when last. */
  touched(table: Table, reach: Touched): Statement
  /** Some hours as a whole, grouped by all that tells lines apart. */
  whole(table: Table, reach: Whole): Statement
  /** What invoices of some months come to. */
  totals(table: Table, reach: Totals): Statement
  /** The lines of one row of `whole`. @throws Refusal */
  lines(row: Row): BillLine[]
}

export interface Touched {
  /** Moments of use, `[from, to)`. */
  readonly from: string
  readonly to: string | undefined
  /** The greatest export time observed before; undefined: none was. */
  readonly mark: string | undefined
  readonly loadedFrom: string
}

export interface Whole {
  readonly hours: readonly string[]
  readonly from: string
  readonly to: string
  /** The greatest export time observed of these hours: what comes while we read is found the next time. */
  readonly upTo: string
  readonly loadedFrom: string
  readonly loadedTo: string
}

export interface Totals {
  /** `202608` */
  readonly months: readonly string[]
  /** The first moment that lines are held of; what an invoice has from before it is told apart. */
  readonly from: string
  readonly upTo: string
  readonly loadedFrom: string
}
