/** Fields of a row as Tencent sends them: texts, or nothing. */

export type Fields = Readonly<Record<string, unknown>>

/** A field that is not as the contract says: one record less, and a window that is not complete. */
export class Unfit extends Error {
  override readonly name = 'Unfit'
  readonly column: string
  readonly value: string

  constructor(column: string, value: unknown, reason: string) {
    super(reason)
    this.column = column
    this.value = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The text of a field without blanks around it; null for what Tencent leaves out, which it writes as null, as nothing and as
 * `-`.
 * @throws Unfit for a number: the SDK reads JSON into doubles, so that a long id or amount has lost its digits by now
 */
export function textOf(fields: Fields, column: string): string | null {
  const value = fields[column]
  if (value === undefined || value === null) return null
  if (typeof value === 'number') throw new Unfit(column, value, 'is a number and no text: its digits may be lost')
  if (typeof value !== 'string') throw new Unfit(column, value, 'is no text')
  const text = value.trim()
  return text === '' || text === '-' ? null : text
}

/** @throws Unfit when it is not there, too */
export function demandText(fields: Fields, column: string): string {
  const text = textOf(fields, column)
  if (text === null) throw new Unfit(column, fields[column] ?? '', 'is empty')
  return text
}

/** What `parse` makes of a text. @throws Unfit with the reason that it gives by RangeError */
export function parsed<T>(column: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new Unfit(column, text, error.message.replace(/^"[^]*?" /, '').replace(/\.$/, ''))
  }
}

/** A list that may be missing or null. @throws Unfit for anything else */
export function listOf(fields: Fields, column: string): readonly Fields[] {
  const value = fields[column] ?? []
  if (!Array.isArray(value) || !value.every(isFields)) throw new Unfit(column, value, 'is no list of records')
  return value
}
