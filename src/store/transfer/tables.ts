import type { PoolClient } from '../pool.js'
import type { Manifest } from './manifest.js'

/** A table that belongs to the ledger and not to a load under way. */
export interface StoredTable {
  /** `fact.bill_line`. */
  readonly table: string
  readonly quoted: string
  /** Without generated ones, which PostgreSQL fills itself and COPY refuses. */
  readonly columns: readonly string[]
  readonly quotedColumns: string
  /** On disk; an estimate of how long it will take. */
  readonly bytes: number
}

/** Tables that a migration or a start fills, before anything is loaded: a ledger is empty although they hold rows. */
export const SEEDED: readonly string[] = [
  'fact.gpu_peak',
  'fact.instance_type',
  'fact.model_version',
  'fact.part',
  'fact.price',
  'fact.provider',
  'fact.split_rule',
  'fact.token_weight',
  'ops.job_run',
  'ops.split_settings',
]

/** What `migrate` writes is left out: it is the same wherever the same migrations were applied, and compared as such. */
export async function storedTables(client: PoolClient): Promise<StoredTable[]> {
  const { rows } = await client.query<Omit<StoredTable, 'bytes'> & { bytes: string }>(
    `select n.nspname || '.' || c.relname as table, format('%I.%I', n.nspname, c.relname) as quoted,
       array_agg(a.attname::text order by a.attnum) as columns,
       string_agg(quote_ident(a.attname), ', ' order by a.attnum) as "quotedColumns", pg_table_size(c.oid) as bytes
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relkind in ('r', 'p') and n.nspname in ('raw', 'fact', 'ops', 'report')
       and (n.nspname, c.relname) not in
         (('ops', 'migration'), ('ops', 'migration_lock'), ('ops', 'migration_checksum'), ('ops', 'views'))
     group by n.nspname, c.relname, c.oid
     order by 1`,
  )
  return rows.map(({ bytes, ...table }) => ({ ...table, bytes: Number(bytes) }))
}

export async function migrationsOf(client: PoolClient): Promise<Manifest['migrations']> {
  const { rows } = await client.query<Manifest['migrations'][number]>(
    'select name, checksum from ops.migration_checksum order by name',
  )
  return rows
}

export async function sequencesOf(client: PoolClient): Promise<Manifest['sequences']> {
  const { rows } = await client.query<{ sequence: string; quoted: string }>(
    `select schemaname || '.' || sequencename as sequence, format('%I.%I', schemaname, sequencename) as quoted
     from pg_sequences where schemaname in ('raw', 'fact', 'ops') order by 1`,
  )
  const sequences: Manifest['sequences'] = []
  for (const { sequence, quoted } of rows) {
    const state = await client.query<{ value: string; called: boolean }>(
      `select last_value as value, is_called as called from ${quoted}`,
    )
    sequences.push(...state.rows.map(({ value, called }) => ({ sequence, value, called })))
  }
  return sequences
}

/** How far a transfer is. */
export interface TransferStep {
  readonly table: string
  /** 0 to 1, of the whole. */
  readonly done: number
}
