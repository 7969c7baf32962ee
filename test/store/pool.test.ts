/** What a connection hands over, and how its session is set up. */
import { describe, expect } from 'vitest'
import { ConfigError, SourceDown } from '../../src/errors.js'
import { createPool, withClient } from '../../src/store/index.js'
import { test } from '../support/ledger.js'

describe('values', () => {
  const exact: readonly (readonly [type: string, sql: string, text: string])[] = [
    ['date', `date '2026-08-01'`, '2026-08-01'],
    ['timestamptz', `timestamptz '2026-08-01 08:00:00.123456+08'`, '2026-08-01 00:00:00.123456+00'],
    ['timestamp', `timestamp '2026-08-01 00:00:00'`, '2026-08-01 00:00:00'],
    ['numeric', '12345678901234567890.123456789012345678::numeric(38,18)', '12345678901234567890.123456789012345678'],
    ['int8', '9007199254740993::bigint', '9007199254740993'],
  ]

  test.for(exact)('a %s comes as the text it is', async ([, sql, text], { ledger }) => {
    const value = await withClient(ledger.pool, async (client) => (await client.query(`select ${sql} as value`)).rows)

    expect(value).toEqual([{ value: text }])
  })

  test('other pools of the process keep their own ways', async ({ ledger }) => {
    const { default: pg } = await import('pg')
    const theirs = new pg.Client({ connectionString: ledger.url })
    await theirs.connect()

    const { rows } = await theirs.query<{ day: unknown }>(`select date '2026-08-01' as day`)

    expect(rows[0]?.day).toBeInstanceOf(Date)
    await theirs.end()
  })
})

describe('sessions', () => {
  const settings: readonly (readonly [name: string, value: string])[] = [
    ['TimeZone', 'UTC'],
    ['jit', 'off'],
    ['work_mem', '64MB'],
    ['transaction_isolation', 'read committed'],
    ['statement_timeout', '0'],
    ['idle_in_transaction_session_timeout', '0'],
    ['application_name', 'tokenledger'],
  ]

  test('are set up alike, whatever the server prefers', async ({ ledger }) => {
    const name = new URL(ledger.url).pathname.slice(1)
    await ledger.pool.query(`alter database ${name} set timezone = 'Asia/Shanghai'`)
    await ledger.pool.query(`alter database ${name} set default_transaction_isolation = 'serializable'`)
    await ledger.pool.query(`alter database ${name} set statement_timeout = '1s'`)
    const pool = createPool({ connectionString: ledger.url })

    const names = settings.map(([setting]) => setting)
    const shown = await withClient(pool, async (client) =>
      client.query('select name, current_setting(name) as value from unnest($1::text[]) as name', [names]),
    )

    expect(shown.rows).toEqual(settings.map(([setting, value]) => ({ name: setting, value })))
    await pool.end()
  })
})

describe('connections that fail', () => {
  test('a password that is wrong is a setting to mend', async ({ ledger }) => {
    const url = new URL(ledger.url)
    url.username = 'nobody_of_that_name'
    const pool = createPool({ connectionString: url.href })

    const failure = await withClient(pool, () => Promise.resolve()).catch((error: unknown) => error)

    expect(failure).toBeInstanceOf(ConfigError)
    expect(String(failure)).not.toContain(url.password === '' ? '\u0000' : url.password)
    await pool.end()
  })

  test('a server that is not there is worth another try', async () => {
    const pool = createPool({ connectionString: 'postgresql://u:hidden@127.0.0.1:1/x' })

    const failure = await withClient(pool, () => Promise.resolve()).catch((error: unknown) => error)

    expect(failure).toBeInstanceOf(SourceDown)
    expect(String(failure)).not.toContain('hidden')
    await pool.end()
  })
})
