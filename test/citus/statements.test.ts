/**
 * Every statement of sql/ on a Citus: `CITUS_URL=postgres://... npm run test:citus`. PREPARE passes statements that Citus
 * refuses later, so each is executed. Facts of bills and what is staged of them are distributed by resource; what they are
 * joined with is a reference table; reports and the diary stay on the coordinator (docs/decisions.md).
 */
import { beforeAll, expect, test } from 'vitest'
import { createPool, migrate, type Pool } from '../../src/store/index.js'
import { statements, tryStatement } from '../support/statements.js'

const url = process.env['CITUS_URL'] ?? ''
let pool: Pool

/** Tables that lie with their resource: those of facts and staging that have its key. */
const byResource = `
  select format('%I.%I', n.nspname, c.relname) as name
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'resource_key' and not a.attisdropped
  where c.relkind = 'r' and n.nspname in ('fact', 'stage') and c.relname not in ('resource', 'line_class')
  order by c.relname <> 'bill_line', 1`

/** All other facts: small, or joined by what no shard knows. */
const references = `
  select format('%I.%I', n.nspname, c.relname) as name
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and n.nspname = 'fact'
    and not exists (select from citus_tables t where t.table_name = c.oid::regclass)
  order by 1`

beforeAll(async () => {
  if (url === '')
    throw new Error('CITUS_URL is not set. Name the coordinator of a Citus that these tests may create a database on.')
  const admin = createPool({ connectionString: url })
  const name = `tokenledger_${process.pid}`
  await admin.query(`create database ${name}`)
  await admin.end()
  pool = createPool({ connectionString: Object.assign(new URL(url), { pathname: `/${name}` }).href })
  await pool.query('create extension citus')
  await migrate(pool)
  const distributed = await pool.query<{ name: string }>(byResource)
  for (const [i, table] of distributed.rows.entries()) {
    const beside = i === 0 ? '' : `, colocate_with => 'fact.bill_line'`
    await pool.query(`select create_distributed_table('${table.name}', 'resource_key'${beside})`)
  }
  const others = await pool.query<{ name: string }>(references)
  for (const table of others.rows) await pool.query(`select create_reference_table('${table.name}')`)
  return async () => {
    await pool.end()
    const last = createPool({ connectionString: url })
    await last.query(`drop database ${name} with (force)`)
    await last.end()
  }
})

test.for(statements)('%s runs on a Citus', async (path) => {
  const client = await pool.connect()
  await client.query('begin')

  const ran = tryStatement(client, path)

  await expect(ran).resolves.toBeUndefined()
  await client.query('rollback')
  client.release()
})
