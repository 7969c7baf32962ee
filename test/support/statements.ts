/** The statements of sql/, and how each is tried. */
import { readFileSync } from 'node:fs'
import { globSync } from 'tinyglobby'
import { shipped } from '../../src/shipped.js'
import type { PoolClient } from '../../src/store/index.js'

export const allSql = globSync('**/*.sql', { cwd: shipped('sql') }).toSorted()
export const statements = allSql.filter((path) => !path.includes('/'))

export function textOf(path: string): string {
  return readFileSync(shipped(`sql/${path}`), 'utf8')
}

/** A value that every type of parameter takes, empty where it can be. */
const values: Readonly<Record<string, string>> = {
  bigint: '0',
  integer: '0',
  text: `''`,
  boolean: 'false',
  jsonb: `'[]'`,
  'bigint[]': `'{}'`,
  'text[]': `'{}'`,
  'numeric[]': `'{}'`,
  'timestamp with time zone': 'now()',
  'timestamp with time zone[]': `'{}'`,
  date: `'2026-08-01'`,
  'date[]': `'{}'`,
}

/** Prepares and executes a statement with values that match nothing; the caller rolls back. */
export async function tryStatement(client: PoolClient, path: string): Promise<void> {
  await client.query(`prepare tried as ${textOf(path)}`)
  const { rows } = await client.query<{ types: string[] }>(
    `select parameter_types::text[] as types from pg_prepared_statements where name = 'tried'`,
  )
  const given = (rows[0]?.types ?? []).map((type) => values[type] ?? `no value for ${type}`)
  await client.query(`execute tried${given.length === 0 ? '' : ` (${given.join(', ')})`}`)
}
