/** What statements over an export are made of. All times leave BigQuery as text: its client would cut microseconds off. */
import type { Table } from './table.js'

export interface Statement {
  /** Goes along as the label `tokenledger` of the job, so that its bytes are found in Google's own bill. */
  readonly name: 'touched-hours' | 'whole-hours' | 'invoice-totals'
  readonly sql: string
  readonly params: Readonly<Record<string, string | readonly string[]>>
}

/** A column of a result and what it is made of. */
export type Told = readonly [alias: string, expression: string]

/** The window of a moment: `2026-08-22T05`. */
export const hourOf = (time: string): string => `FORMAT_TIMESTAMP('%Y-%m-%dT%H', ${time})`

/** A moment with the part of a second it has. */
export const momentOf = (time: string): string => `FORMAT_TIMESTAMP('%Y-%m-%dT%H:%M:%E*SZ', ${time})`

/** An export time, always six decimals, so that text order is time order. */
export const markOf = (time: string): string => `FORMAT_TIMESTAMP('%Y-%m-%dT%H:%M:%E6SZ', ${time})`

/** A list of keys and values as one text, the same in whatever order it comes: lines are grouped by it. */
export const pairsOf = (list: string): string =>
  `TO_JSON_STRING(ARRAY(SELECT AS STRUCT l.key AS key, l.value AS value FROM UNNEST(${list}) AS l ORDER BY l.key, l.value))`

/** An expression where the table has the column, NULL where it does not. */
export function ifThere(table: Table, column: string, expression: string): string {
  return table.has(column) ? expression : 'CAST(NULL AS STRING)'
}

/** A sum that is NULL as soon as one of its amounts is: a sum over what is known would look like a total. */
export const wholeSum = (amount: string): string => `IF(COUNTIF(${amount} IS NULL) = 0, SUM(${amount}), NULL)`

/**
 * Which partitions are read, `[from, to)` in days: the one place that knows how. A table is billed by the partitions that
 * it is read from, and a condition on usage time alone reads all of them. Hand-made tables and emulators have no
 * `_PARTITIONTIME`. Days stand in the text, because parameters do not prune everywhere.
 */
export function loadedWithin(table: Table, from: string, to?: string): string[] {
  const { loaded } = table
  if (loaded === undefined) return []
  const upTo = to === undefined ? [] : [`${loaded} < TIMESTAMP('${to}')`]
  return [`${loaded} >= TIMESTAMP('${from}')`, ...upTo]
}

export function select(told: readonly Told[], indent: string): string {
  return told
    .map(([alias, expression]) => `${indent}${expression === alias ? alias : `${expression} AS ${alias}`}`)
    .join(',\n')
}

export function conditions(all: readonly string[], indent: string): string {
  return all.join(`\n${indent}AND `)
}
