/** A ledger of an earlier version, with hours in it, is brought up to date. */
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'
import { shipped } from '../../src/shipped.js'
import { admin, databaseUrl } from '../support/server.js'

const migration = (name: string): string => readFileSync(shipped(`migrations/${name}.sql`), 'utf8')

test('hours from before there were rates keep their money and say that there is no rate', async () => {
  const client = await aDatabase()
  await client.query(`create schema ops; ${migration('0001_bills')}`)
  await client.query(
    `insert into fact.resource_hour values
       ('2026-08-01T00:00Z', 1, '2026-08-01', 'USD', 'billed_hourly', 'final', 1, 0, 1, 2, 0, 3, 0, 55.04),
       ('2026-08-01T00:00Z', 2, '2026-08-01', 'CNY', 'even_day', 'final', 1, 1, 0, 2, 0, 3, 0, 40.32),
       ('2026-08-01T00:00Z', 3, '2026-08-01', 'EUR', 'even_day', 'final', 1, 1, 0, 2, 0, 3, 0, 7)`,
  )

  await client.query(migration('0002_rates'))

  const { rows } = await client.query(
    `select billing_currency as currency, unconverted, list_usd::float8 as list_usd, billed_usd::float8 as usd, billed_cny::float8 as cny,
       effective_cny::float8 as effective_cny from fact.resource_hour order by resource_key`,
  )
  expect(rows).toEqual([
    { currency: 'USD', unconverted: 'no_fixing', list_usd: null, usd: 55.04, cny: null, effective_cny: null },
    { currency: 'CNY', unconverted: 'no_fixing', list_usd: null, usd: null, cny: 40.32, effective_cny: 3 },
    { currency: 'EUR', unconverted: 'no_fixing', list_usd: null, usd: null, cny: null, effective_cny: null },
  ])
})

async function aDatabase(): Promise<pg.Client> {
  const name = `upgrade_${process.pid}`
  await admin(inject('adminUrl'), `create database ${name}`)
  const client = new pg.Client({ connectionString: databaseUrl(inject('adminUrl'), name) })
  await client.connect()
  onTestFinished(async () => {
    await client.end()
    await admin(inject('adminUrl'), `drop database ${name} with (force)`)
  })
  return client
}
