/** What both exports are asked alike, each by its own names. */
import type { Totals, Touched, Whole } from './export.js'
import { conditions, hourOf, loadedWithin, markOf, select, type Statement, type Told, wholeSum } from './statement.js'
import type { Table } from './table.js'

/** Expressions of an export's SQL. */
export interface Names {
  readonly account: string
  /** Of the invoice: `202608`. */
  readonly month: string
  readonly currency: string
  /** When use began, and when its row was exported. */
  readonly starts: string
  readonly exported: string
  /** What a row is billed, exact. */
  readonly billed: string
}

export function touchedHoursOf(names: Names, table: Table, { from, to, mark, loadedFrom }: Touched): Statement {
  const { starts, exported, month } = names
  const where = [
    `${starts} >= TIMESTAMP(@from)`,
    ...(to === undefined ? [] : [`${starts} < TIMESTAMP(@to)`]),
    ...(mark === undefined ? [] : [`${exported} > TIMESTAMP(@mark)`]),
    ...loadedWithin(table, loadedFrom),
  ]
  const told: Told[] = [
    ['usage_hour', hourOf(starts)],
    ['month', month],
    ['latest', markOf(`MAX(${exported})`)],
    ['records', 'COUNT(*)'],
  ]
  return {
    name: 'touched-hours',
    sql: `SELECT\n${select(told, '  ')}\nFROM \`${table.name}\`\nWHERE ${conditions(where, '  ')}\nGROUP BY usage_hour, month`,
    params: { from, ...(to === undefined ? {} : { to }), ...(mark === undefined ? {} : { mark }) },
  }
}

/** Which rows make some hours whole; its parameters are those of `wholeParams`. */
export function isWhole({ starts, exported }: Names, table: Table, { loadedFrom, loadedTo }: Whole): string[] {
  return [
    `${starts} >= TIMESTAMP(@from)`,
    `${starts} < TIMESTAMP(@to)`,
    `${hourOf(starts)} IN UNNEST(@hours)`,
    `${exported} <= TIMESTAMP(@up_to)`,
    ...loadedWithin(table, loadedFrom, loadedTo),
  ]
}

export function wholeParams({ hours, from, to, upTo }: Whole): Statement['params'] {
  return { from, to, hours, up_to: upTo }
}

/** Tax and rounding_error are rows like others, so that an invoice's total is the sum of its rows (ledger.md 8). */
export function invoiceTotalsOf(names: Names, table: Table, { months, from, upTo, loadedFrom }: Totals): Statement {
  const { account, month, currency, starts, exported, billed } = names
  const where = [`${month} IN UNNEST(@months)`, `${exported} <= TIMESTAMP(@up_to)`, ...loadedWithin(table, loadedFrom)]
  const told: Told[] = [
    ['account', account],
    ['month', month],
    ['currency', currency],
    ['before', `${starts} < TIMESTAMP(@from)`],
    ['billed', billed],
  ]
  return {
    name: 'invoice-totals',
    sql: `WITH told AS (
  SELECT
${select(told, '    ')}
  FROM \`${table.name}\`
  WHERE ${conditions(where, '    ')}
)
SELECT
  account, month, currency,
  ${wholeSum('billed')} AS total,
  SUM(IF(before, billed, 0)) AS not_in_lines
FROM told
GROUP BY account, month, currency`,
    params: { from, months, up_to: upTo },
  }
}
