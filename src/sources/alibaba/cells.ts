/** The fields of a row: trimmed, because documented samples end in tabs and line breaks, and null where there is a dash. */
import { type Currency, parseCurrency } from '../../units/currency.js'
import { type Decimal, parseDecimal } from '../../units/decimal.js'
import type { Row } from './answers.js'

/** U+0000 and half characters: PostgreSQL holds none, and one would lose the whole load. */
const UNHOLDABLE = /[\0\p{Surrogate}]/u

function holdable(text: string): string {
  return text.replaceAll(/[\0\p{Surrogate}]/gu, '\uFFFD')
}

/** A row as it came, as JSON that can be kept. */
export function rowText(row: Row): string {
  return JSON.stringify(row, (_, value: unknown) => (typeof value === 'string' ? holdable(value) : value))
}

/** A field that is not understood. */
export class Unread extends Error {
  override readonly name = 'Unread'
  readonly column: string
  readonly value: string
  readonly reason: string

  constructor(column: string, value: string, reason: string) {
    super(`${column} ${reason}`)
    this.column = column
    this.value = value
    this.reason = reason
  }
}

export class Cells {
  readonly #row: Row

  constructor(row: Row) {
    this.#row = row
  }

  /** @throws Unread for what is no text: a list, an object */
  text(column: string): string | null {
    const value = this.#row[column]
    if (value === undefined || value === null) return null
    if (typeof value !== 'string') throw new Unread(column, JSON.stringify(value), 'is not a text')
    if (UNHOLDABLE.test(value))
      throw new Unread(column, holdable(value), 'holds a character that PostgreSQL cannot hold')
    const trimmed = value.trim()
    return trimmed === '' || trimmed === '-' ? null : trimmed
  }

  /** @throws Unread also when it is empty, as the next two do */
  must(column: string): string {
    return this.text(column) ?? this.#empty(column)
  }

  amount(column: string): Decimal | null {
    const text = this.text(column)
    return text === null ? null : understood(column, text, parseDecimal)
  }

  mustAmount(column: string): Decimal {
    return this.amount(column) ?? this.#empty(column)
  }

  currency(column: string): Currency {
    return understood(column, this.must(column), parseCurrency)
  }

  #empty(column: string): never {
    throw new Unread(column, String(this.#row[column] ?? ''), 'is empty')
  }
}

/** What a parser makes of a field. @throws Unread where the parser throws RangeError */
export function understood<T>(column: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const reason = error.message.startsWith('"') ? error.message.replace(/^"(?:[^"\\]|\\.)*" /, '') : error.message
    throw new Unread(column, text, reason.replace(/\.$/, ''))
  }
}
