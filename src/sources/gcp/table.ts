/** The export as it lies there: columns, location, partitions. Google adds columns; hand-made tables and views lack some. */
import { z } from 'zod'
import { ConfigError, MalformedBill } from '../../errors.js'
import type { Asking } from '../../records/bill-source.js'
import type { Client } from './client.js'
import type { GcpSettings } from './settings.js'

/** What a column has to be: `text`, `time`, `number`, or a `list` of records. */
type Kind = 'text' | 'time' | 'number' | 'list'

export interface Columns {
  readonly needed: Readonly<Record<string, Kind>>
  readonly optional: Readonly<Record<string, Kind>>
  /** When a row was exported; tables partitioned by it are pruned by it. */
  readonly exported: string
}

export interface Table {
  /** As SQL names it: `finops.billing.gcp_billing_export_resource_v1_…`. */
  readonly name: string
  /** Where queries over it have to run: elsewhere it is "not found". */
  readonly location: string | undefined
  /** What tells when a row was loaded and prunes partitions; undefined: nothing does. */
  readonly loaded: string | undefined
  /** Whether an optional column is there. */
  has(column: string): boolean
}

interface Field {
  readonly name: string
  readonly type: string
  readonly mode?: string | undefined
  readonly fields?: readonly Field[] | undefined
}

const field: z.ZodType<Field> = z.lazy(() =>
  z.object({
    name: z.string(),
    type: z.string(),
    mode: z.string().optional(),
    fields: z.array(field).optional(),
  }),
)
export const metadata = z.object({
  numRows: z.string().optional(),
  lastModifiedTime: z.string().optional(),
  location: z.string().optional(),
  schema: z.object({ fields: z.array(field).default([]) }).optional(),
  timePartitioning: z.object({ type: z.string().optional(), field: z.string().optional() }).optional(),
})

const TYPES: Readonly<Record<Kind, readonly string[]>> = {
  text: ['STRING'],
  time: ['TIMESTAMP'],
  number: ['FLOAT', 'FLOAT64', 'NUMERIC', 'BIGNUMERIC', 'INTEGER', 'INT64'],
  list: ['RECORD', 'STRUCT'],
}

/** What `tables.get` answers, without what is not asked for: descriptions, owners. */
export function readTable(
  client: Client,
  { project, dataset, table }: GcpSettings['table'],
  around: Asking,
): Promise<string> {
  return around.ask(`BigQuery tables.get ${project}.${dataset}.${table}`, async () => {
    const uri = `/datasets/${encodeURIComponent(dataset)}/tables/${encodeURIComponent(table)}`
    const answer = await client.call('tables.get', () => client.request({ method: 'GET', uri, projectId: project }))
    return JSON.stringify(metadata.parse(answer))
  })
}

/**
 * The table that an answer of `tables.get` describes.
 * @throws ConfigError for the standard export, which names no resource, MalformedBill when a column that money hangs on is
 * not there or is of another type than Google documents
 */
export function tableOf(place: GcpSettings['table'], answer: string, columns: Columns): Table {
  const name = `${place.project}.${place.dataset}.${place.table}`
  const { location, schema, timePartitioning } = metadata.parse(JSON.parse(answer))
  const found = new Map(flat(schema?.fields ?? [], ''))
  demand(name, columns, found)
  const by = timePartitioning?.field
  const loaded =
    by === undefined ? '_PARTITIONTIME' : by.toLowerCase() === columns.exported.toLowerCase() ? by : undefined
  return {
    name,
    location,
    loaded: timePartitioning === undefined ? undefined : loaded,
    has: (column) => found.has(column.toLowerCase()),
  }
}

/** Names of BigQuery are the same in either case. */
function flat(fields: readonly Field[], before: string): [string, Field][] {
  return fields.flatMap((one) => {
    const path = before + one.name.toLowerCase()
    return [[path, one] as [string, Field], ...flat(one.fields ?? [], `${path}.`)]
  })
}

function demand(name: string, { needed, optional }: Columns, found: ReadonlyMap<string, Field>): void {
  const missing = Object.keys(needed).filter((column) => !found.has(column.toLowerCase()))
  if (missing.length > 0 && missing.every((column) => column.startsWith('resource.'))) {
    throw new ConfigError(
      `${name} is Google's standard export, which names no resource. Switch on "Detailed usage cost" under Billing export, and name the table gcp_billing_export_resource_v1_….`,
      { facts: { table: name } },
    )
  }
  if (missing.length > 0) {
    throw new MalformedBill(
      `${name} has no column ${missing.join(', ')}. Name the table that Google writes, or a view that keeps its columns; if it is that table, Google changed it.`,
      { facts: { table: name, columns: missing.join(', ') } },
    )
  }
  for (const [column, kind] of Object.entries({ ...needed, ...optional })) {
    const there = found.get(column.toLowerCase())
    if (there === undefined) continue
    if (TYPES[kind].includes(there.type.toUpperCase()) && (there.mode === 'REPEATED') === (kind === 'list')) continue
    throw new MalformedBill(
      `${name} holds ${column} as ${there.mode === 'REPEATED' ? 'a list of ' : ''}${there.type}, not as ${kind}. Name the table that Google writes; if it is that table, Google changed it.`,
      { facts: { table: name, column, type: there.type } },
    )
  }
}
