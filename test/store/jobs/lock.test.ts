/** Who may run a job: one at a time, whatever becomes of it. */
import pg from 'pg'
import { expect } from 'vitest'
import { takeJobLock } from '../../../src/store/index.js'
import { test } from '../../support/ledger.js'
import { until } from '../embedded/given.js'

test('a job has one instance at a time, and another job does not mind', async ({ ledger }) => {
  const first = await takeJobLock(ledger.store.address, 'usage')
  const second = await takeJobLock(ledger.store.address, 'usage')
  const other = await takeJobLock(ledger.store.address, 'rates')
  await first?.release()
  const third = await takeJobLock(ledger.store.address, 'usage')
  await Promise.all([other?.release(), third?.release()])

  expect([first, second, other, third].map((lock) => lock !== undefined)).toEqual([true, false, true, true])
})

test('the lock of a holder that is gone without a word is free', async ({ ledger }) => {
  const lost = await takeJobLock(ledger.store.address, 'usage')

  const client = new pg.Client({ connectionString: ledger.url })
  await client.connect()
  await client.query(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (
       select oid from pg_database where datname = current_database())`,
  )
  await client.end()

  await until(async () => {
    const next = await takeJobLock(ledger.store.address, 'usage')
    await next?.release()
    return next !== undefined
  })
  await lost?.release()
})

test('a lock is not refused because loads hold every connection of the pool', async ({ ledger }) => {
  const busy = await Promise.all(Array.from({ length: 4 }, () => ledger.pool.connect()))

  const lock = await takeJobLock(ledger.store.address, 'usage')

  for (const client of busy) client.release()
  await lock?.release()
  expect(lock).toBeDefined()
})
