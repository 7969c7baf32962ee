/** The fields of a result's row. Everything is text or NULL by now: an amount that became a double is no longer the bill. */
import { type Currency, parseCurrency } from '../../units/currency.js'
import { type Decimal, parseDecimal } from '../../units/decimal.js'
import { type Instant, parseInstant } from '../../units/instant.js'

export type Value = string | null | readonly Value[] | { readonly [name: string]: Value }
export type Row = { readonly [name: string]: Value }

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value)
}

/** Why a row is not understood: the column, what stood there, and what was expected. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly column: string
  readonly value: string
  readonly reason: string

  constructor(column: string, value: Value | undefined, reason: string) {
    super(`${column} ${reason}`)
    this.column = column
    this.value = typeof value === 'string' ? value : JSON.stringify(value ?? null)
    this.reason = reason
  }
}

/** Text, or null where there is none: Google writes both NULL and ''. */
export function textOf(row: Row, column: string): string | null {
  const value = row[column]
  if (value === null || value === '') return null
  if (typeof value !== 'string') throw new Refusal(column, value, 'is not text')
  return value
}

export function demanded(row: Row, column: string): string {
  const text = textOf(row, column)
  if (text === null) throw new Refusal(column, null, 'is empty')
  return text
}

/** An amount, or null: of several rows one may say nothing, and then the sum says nothing. */
export function amountOf(row: Row, column: string): Decimal | null {
  const text = textOf(row, column)
  return text === null ? null : because(column, text, 'is not a decimal of at most 18 decimals', parseDecimal)
}

export function demandedAmount(row: Row, column: string): Decimal {
  const amount = amountOf(row, column)
  if (amount === null) throw new Refusal(column, null, 'is empty on one of its rows')
  return amount
}

export function currencyOf(row: Row, column: string): Currency {
  return because(column, demanded(row, column), 'is not an ISO 4217 currency', parseCurrency)
}

export function instantOf(row: Row, column: string): Instant {
  return because(column, demanded(row, column), 'is not a time to the second', parseInstant)
}

/** A list of keys and values. A key that is there with several values keeps them all: no tag is a reason to lose money. */
export function pairsOf(row: Row, column: string): [key: string, value: string][] {
  const text = textOf(row, column)
  if (text === null) return []
  const list: unknown = because(column, text, 'is not a list of keys and values', (json) => JSON.parse(json) as unknown)
  if (!Array.isArray(list)) throw new Refusal(column, text, 'is not a list of keys and values')
  const values = new Map<string, string[]>()
  for (const [key, value] of list.map((pair) => pairOf(pair, column, text))) {
    const before = values.get(key) ?? []
    if (!before.includes(value)) values.set(key, [...before, value])
  }
  return [...values].map(([key, all]) => [key, all.join(',')])
}

function pairOf(pair: unknown, column: string, text: string): [key: string, value: string] {
  const has = typeof pair === 'object' && pair !== null && 'key' in pair && typeof pair.key === 'string'
  if (!has) throw new Refusal(column, text, 'is not a list of keys and values')
  const value = 'value' in pair ? pair.value : null
  return [String(pair.key), typeof value === 'string' ? value : '']
}

function because<T>(column: string, value: string, reason: string, read: (text: string) => T): T {
  try {
    return read(value)
  } catch {
    throw new Refusal(column, value, reason)
  }
}
