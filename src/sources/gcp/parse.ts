/** One result page of `whole-hours`: lines, and rows that were not understood. */
import { MalformedBill } from '../../errors.js'
import type { BillLine, RefusedLine } from '../../records/bill-line.js'
import type { Export } from './export.js'
import { Refusal, type Row } from './fields.js'

export interface Understood {
  readonly lines: readonly BillLine[]
  readonly refused: readonly RefusedLine[]
}

/** @throws MalformedBill for a row of an hour that nobody asked for: what its hour comes to would be known by half */
export function understood(bill: Export, rows: readonly Row[], windows: readonly string[]): Understood {
  const [lines, refused]: [BillLine[], RefusedLine[]] = [[], []]
  const asked = new Set(windows)
  for (const [i, row] of rows.entries()) {
    const window = row['usage_hour']
    if (typeof window !== 'string' || !asked.has(window)) {
      throw new MalformedBill(
        `BigQuery answers with a row of ${JSON.stringify(window ?? null)}, which was not asked for. Nothing was loaded. Report this.`,
        { facts: { record: i + 1 } },
      )
    }
    try {
      lines.push(...bill.lines(row))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { column, value, reason } = error
      refused.push({ window, record: i + 1, column, value, reason, line: JSON.stringify(row) })
    }
  }
  return { lines, refused }
}
