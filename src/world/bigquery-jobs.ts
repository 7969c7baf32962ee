/** Jobs of the stand-in: a statement is run when it is put in, limits are held against what it reads, rows are kept for pages. */
import { sourceOf, type ExportTable, type Loaded } from './bigquery-export.js'
import { type Query, queryOf } from './bigquery-query.js'
import { InvalidQuery } from './bigquery-tokens.js'
import { encoded, type Field } from './bigquery-values.js'

/** What goes wrong, in the words of the REST API. */
export interface Refused {
  readonly status: number
  readonly reason: string
  readonly message: string
}

export interface Job {
  readonly id: string
  readonly location: string
  readonly bytes: bigint
  readonly fields: readonly Field[]
  /** Encoded, in the order of the result. */
  readonly rows: readonly unknown[]
  readonly failed: Refused | undefined
  /** How often it still answers that it is not done. */
  busy: number
  /** Page tokens given out, and where they lead. */
  readonly tokens: Map<string, number>
}

export interface Asked {
  readonly sql: string
  readonly label: string
  readonly params: { readonly [name: string]: string | readonly string[] }
  readonly maximumBytesBilled: string | undefined
}

const LEAST_BYTES = 10_485_760n

/** @throws InvalidQuery for a statement that BigQuery would refuse */
export function estimated({ sql }: Asked, tables: readonly Stored[], params: Asked['params']): bigint {
  const { query, read } = prepared(sql, tables)
  query.run(params)
  return read()
}

export interface Stored {
  readonly table: ExportTable
  readonly rows: readonly Loaded[]
}

export function jobOf(id: string, location: string, asked: Asked, tables: readonly Stored[], busy: number): Job {
  const { query, read } = prepared(asked.sql, tables)
  const rows = query.run(asked.params).map((row) => encoded(row, { name: '', type: 'RECORD', fields: query.fields }))
  const bytes = read()
  const billed = bytes < LEAST_BYTES ? LEAST_BYTES : bytes
  const failed =
    asked.maximumBytesBilled !== undefined && billed > BigInt(asked.maximumBytesBilled)
      ? {
          status: 500,
          reason: 'bytesBilledLimitExceeded',
          message: `Query exceeded limit for bytes billed: ${asked.maximumBytesBilled}. ${billed} or higher required.`,
        }
      : undefined
  return {
    id,
    location,
    bytes,
    fields: query.fields,
    rows: failed === undefined ? rows.map(insides) : [],
    failed,
    busy,
    tokens: new Map(),
  }
}

/** A result's row is the inside of a record. */
function insides(row: unknown): unknown {
  return typeof row === 'object' && row !== null && 'v' in row ? row.v : row
}

function prepared(sql: string, tables: readonly Stored[]): { query: Query; read: () => bigint } {
  let bytes = 0n
  const query = queryOf(sql, (name) => {
    const found = tables.find(({ table }) => `${table.project}.${table.dataset}.${table.table}` === name)
    if (found === undefined) throw new InvalidQuery(`Not found: Table ${name.replace('.', ':')}`)
    return sourceOf(found.table, found.rows, (read) => {
      bytes += read
    })
  })
  return { query, read: () => bytes }
}
