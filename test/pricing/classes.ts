/** Classes of bill lines for a test: what a line says of itself, and what the statement made of it. */
import { readFileSync } from 'node:fs'
import { readInstanceTypes } from '../../src/pricing/index.js'
import { shipped } from '../../src/shipped.js'
import { withClient } from '../../src/store/index.js'
import { putInstanceTypes } from '../../src/store/instance-types.js'
import { classifyAll } from '../../src/store/split/classes.js'
import type { Ledger } from '../support/ledger.js'

export interface Class {
  readonly provider: string
  readonly resource?: string
  readonly service?: string
  readonly sku?: string
  readonly category?: string
  readonly frequency?: string
  readonly commitment?: string
  readonly consumed?: string
  readonly pricing?: string
  readonly details?: unknown
  readonly tags?: unknown
}

export interface Classified {
  readonly type: string | null
  readonly gpus: string | null
  readonly a100: string | null
  readonly measure: string | null
  readonly seconds: string | null
}

/** Classifies with the types that ship, or with those of files. */
export async function classify(
  ledger: Ledger,
  classes: readonly Class[],
  overlays: readonly string[] = [],
): Promise<Classified[]> {
  await withClient(ledger.pool, (client) => putInstanceTypes(client, readInstanceTypes({ overlays }), '7'))
  const rows = classes.map((one, index) => ({
    class_key: index,
    load_id: 7,
    // Classes without a resource are of one of their own.
    billing_account_id: 'a',
    sub_account_id: 'b',
    resource_id: one.resource ?? `r${index}`,
    part_id: 0,
    resource_key: one.resource === undefined ? index : classes.findIndex(({ resource }) => resource === one.resource),
    provider: one.provider,
    service_name: one.service ?? null,
    sku_id: one.sku ?? null,
    charge_category: one.category ?? 'Usage',
    charge_frequency: one.frequency ?? null,
    commitment_discount_status: one.commitment ?? null,
    consumed_unit: one.consumed ?? null,
    pricing_unit: one.pricing ?? null,
    details: one.details ?? null,
    tags: one.tags ?? null,
  }))
  const columns = Object.keys(rows[0] ?? {}).join(', ')
  await ledger.rows(
    `insert into fact.line_class (${columns}) select ${columns} from jsonb_populate_recordset(null::fact.line_class, $1)`,
    [JSON.stringify(rows)],
  )
  await ledger.rows(readFileSync(shipped('sql/47_class_type.sql'), 'utf8'), [7])
  const read = await ledger.rows(
    `select instance_type as type, trim_scale(gpus)::text as gpus, trim_scale(a100_factor)::text as a100,
       gpu_measure as measure, trim_scale(unit_seconds)::text as seconds
     from fact.line_class where load_id = 7 order by class_key`,
  )
  return read.map((row) => ({
    type: textOf(row['type']),
    gpus: textOf(row['gpus']),
    a100: textOf(row['a100']),
    measure: textOf(row['measure']),
    seconds: textOf(row['seconds']),
  }))
}

/** Classifies all bill lines that are loaded, with the types that ship. */
export async function classifyLines(ledger: Ledger): Promise<void> {
  await withClient(ledger.pool, async (client) => {
    await putInstanceTypes(client, readInstanceTypes({ overlays: [] }), '7')
    await classifyAll(client, '7')
  })
}

function textOf(value: unknown): string | null {
  return value === null ? null : String(value)
}
