import { describe, expect } from 'vitest'
import { ConfigError, LedgerBroken, SourceDown } from '../../src/errors.js'
import { createPool, withClient } from '../../src/store/index.js'
import { test } from '../support/ledger.js'

describe('what PostgreSQL refuses', () => {
  test('a user without rights is told so, and what to grant', async ({ ledger }) => {
    const role = `nobody_${process.pid}`
    await ledger.rows(`create role ${role} login password 'x'`)
    const url = Object.assign(new URL(ledger.url), { username: role, password: 'x' }).href
    const pool = createPool({ connectionString: url })

    const refused = withClient(pool, (client) => client.query('select * from fact.bill_line'))

    await expect(refused).rejects.toThrow(ConfigError)
    await expect(refused).rejects.toThrow(/may not do this: permission denied for schema fact\. Grant it/)
    await pool.end()
    await ledger.rows(`drop role ${role}`)
  })

  test('a table that is not there asks for a migration', async ({ ledger }) => {
    const refused = withClient(ledger.pool, (client) => client.query('select * from fact.of_tomorrow'))

    await expect(refused).rejects.toThrow(/relation "fact\.of_tomorrow" does not exist\. Run tokenledger migrate/)
  })

  test('a statement that was cancelled may be tried again', async ({ ledger }) => {
    const refused = withClient(ledger.pool, async (client) => {
      await client.query(`set statement_timeout = '1ms'`)
      return client.query('select pg_sleep(60)')
    })

    await expect(refused).rejects.toThrow(SourceDown)
  })

  test('a law that failed stays what it is', async ({ ledger }) => {
    const refused = withClient(ledger.pool, () => Promise.reject(new LedgerBroken('it does not add up')))

    await expect(refused).rejects.toThrow(LedgerBroken)
  })
})
