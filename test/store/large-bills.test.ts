/** What is long, many or large in a bill: it is stored, or refused in words that say what to do. */
import { describe, expect } from 'vitest'
import { ConfigError, MalformedBill } from '../../src/errors.js'
import { withClient } from '../../src/store/index.js'
import { lockWindows } from '../../src/store/windows.js'
import { complaintsOf } from '../support/contents.js'
import { csv } from '../support/focus.js'
import { test } from '../support/ledger.js'

/** Random-looking, so that no compression makes it short again. */
function longText(length: number): string {
  let state = 1
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647
    return (state % 36).toString(36)
  }).join('')
}

describe('a bill', () => {
  test('may name a resource by 6,000 characters', async ({ ledger }) => {
    const id = longText(6_000)
    await ledger.load([await ledger.file('bill.csv', csv([{ ResourceId: id }]))])

    await ledger.load([
      await ledger.file('again.csv', csv([{ ResourceId: id, BilledCost: '2' }, { ResourceId: `${id}b` }])),
    ])

    expect(await ledger.rows('select length(resource_id) as length from fact.resource order by 1')).toEqual([
      { length: 6_000 },
      { length: 6_001 },
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('may hold 2,000 accounts', async ({ ledger }) => {
    const lines = Array.from({ length: 2_000 }, (_, i) => ({ BillingAccountId: `account ${i}` }))

    const { replaced } = await ledger.load([await ledger.file('bill.csv', csv(lines))])

    expect(replaced?.windows).toHaveLength(2_000)
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('of 20,000 windows takes no more than 1,024 locks', async ({ ledger }) => {
    const keys = Array.from({ length: 20_000 }, (_, i) => String(2n ** 59n + BigInt(i)))

    const locks = await withClient(ledger.pool, async (client) => {
      await client.query('begin')
      await lockWindows(client, keys)
      const held = await client.query(`select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()`)
      await client.query('rollback')
      return held.rowCount
    })

    expect(locks).toBe(1_024)
  })
})

describe('what PostgreSQL refuses', () => {
  test('an amount beyond what is stored is a fault of the bill', async ({ ledger }) => {
    const refused = withClient(ledger.pool, (client) => client.query(`select '1e20'::numeric(38,18)`))

    await expect(refused).rejects.toThrow(MalformedBill)
    await expect(refused).rejects.toThrow(/beyond 20 digits before the point: .*\. Nothing was written\./)
  })

  test('a server that may only be read asks for the primary', async ({ ledger }) => {
    const refused = withClient(ledger.pool, async (client) => {
      await client.query('begin read only')
      return client.query('delete from ops.run').finally(() => client.query('rollback'))
    })

    await expect(refused).rejects.toThrow(ConfigError)
    await expect(refused).rejects.toThrow(/read-only.*Name the primary/)
  })

  test('a full table of locks asks for a larger one, and not to try again', async ({ ledger }) => {
    const refused = withClient(ledger.pool, async (client) => {
      await client.query('begin')
      return client
        .query(`do $$ begin raise exception 'out of shared memory' using errcode = '53200'; end $$`)
        .finally(() => client.query('rollback'))
    })

    await expect(refused).rejects.toThrow(ConfigError)
    await expect(refused).rejects.toThrow(/Raise max_locks_per_transaction/)
  })
})
