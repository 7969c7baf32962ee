import { gzipSync } from 'node:zlib'

/** One line of a bill: column to text. A column that is not named is empty. */
export type Line = Readonly<Record<string, string>>

/** CSV as RFC 4180 has it, with `\n`: a field is quoted where it must be, so that the bytes never depend on a taste. */
export function csvText(columns: readonly string[], lines: readonly Line[]): string {
  const known = new Set(columns)
  const rows = lines.map((line) => {
    const strange = Object.keys(line).find((name) => !known.has(name))
    if (strange !== undefined) throw new RangeError(`This export has no column ${strange}.`)
    return columns.map((name) => field(line[name] ?? ''))
  })
  return [columns, ...rows].map((row) => `${row.join(',')}\n`).join('')
}

/** Gzip whose head names no time and no system. The deflated part may still differ between versions of zlib. */
export function gzipped(text: string): Buffer {
  const bytes = gzipSync(text, { level: 9 })
  bytes.fill(0, 4, 8) // time of change
  bytes[9] = 255 // operating system: unknown
  return bytes
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
