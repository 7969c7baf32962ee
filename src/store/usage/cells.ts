/** Values on their way into staging: rows of CSV, and lists as PostgreSQL reads them. */
import type { Stretch } from '../../records/usage-hour.js'

export type Cell = string | number | bigint | null

export function list(values: readonly Cell[]): string {
  return `{${values.join(',')}}`
}

export function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}

/** An empty field is NULL and a quoted one is text. */
export async function* csv(rows: readonly (readonly Cell[])[]): AsyncGenerator<Uint8Array> {
  for (const row of rows) {
    const fields = row.map((cell) => (cell === null ? '' : `"${String(cell).replaceAll('"', '""')}"`))
    yield Buffer.from(`${fields.join(',')}\n`)
  }
}

/** As an `int4multirange`. */
export function rangesOf(stretches: readonly Stretch[]): string {
  return `{${stretches.map(({ from, to }) => `[${from},${to})`).join(',')}}`
}

export function lengthOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { from, to }) => sum + to - from, 0)
}
