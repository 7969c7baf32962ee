import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { admin } from '../support/server.js'
import { test } from '../support/ledger.js'
import { aHome, json, tokenledger } from './tool.js'

const healthy = ['Node', 'System', 'Configuration', 'Home', 'Disk', 'Named pipes', 'Reader', 'Database']

test('a healthy installation with a database of its own is ready to load', async ({ ledger }) => {
  const home = await aHome()

  const said = await tokenledger(['doctor'], { DATABASE_URL: ledger.url, TOKENLEDGER_HOME: home })

  expect(said.out).not.toMatch(/^FAIL/m)
  expect(said.code).toBe(0)
  for (const about of [...healthy, 'Encoding', 'Encryption', 'Migrations', 'Clock']) {
    expect(said.out).toMatch(new RegExp(`^(ok|warn) +${about} `, 'm'))
  }
  expect(said.out).toMatch(/Reader +DuckDB v\d/)
  expect(said.out).toMatch(/Clock +\d+\.\d s/)
})

test('the doctor starts no server and leaves nothing behind', async () => {
  const home = await aHome()
  await mkdir(home)

  const said = await tokenledger(['doctor'], { TOKENLEDGER_HOME: home })

  expect(said.code).toBe(0)
  expect(said.out).toContain('it will be made at first use')
  expect(await readdir(home)).toEqual([])
})

test('a database that does not answer fails by itself, and everything else is still looked at', async () => {
  const env = { DATABASE_URL: 'postgres://ledger:hunter2@127.0.0.1:1/costs', TOKENLEDGER_HOME: await aHome() }

  const said = await tokenledger(['doctor'], env)
  const document = await tokenledger(['doctor', '--json'], env)

  expect(said.code).toBe(2)
  expect(said.out).toMatch(/^FAIL +Database +PostgreSQL does not answer/m)
  expect(said.out).toMatch(/^ok +Reader/m)
  expect(said.out + said.err + document.out).not.toContain('hunter2')
  expect(json(document)).toMatchObject({ ok: false })
})

test('a configuration with mistakes is told whole, and the machine is looked at all the same', async ({ ledger }) => {
  await writeFile(join(ledger.folder, 'tokenledger.yaml'), 'busines_time_zone: UTC\nlog: { level: loud }\n')

  const said = await tokenledger(['doctor'], { cwd: ledger.folder })

  expect(said.code).toBe(2)
  expect(said.out).toMatch(/^FAIL +Configuration +The configuration has 2 mistakes:/m)
  expect(said.out).toContain('Did you mean business_time_zone?')
  expect(said.out).toMatch(/^ok +Node/m)
})

test('how many Prometheis are configured is told, and how old the last rate is', async ({ ledger }) => {
  await ledger.file(
    'tokenledger.yaml',
    'usage: { prometheus: [{ name: a, url: "http://127.0.0.1:1" }, { name: b, url: "http://127.0.0.1:1" }] }\n',
  )
  const env = { cwd: ledger.folder, DATABASE_URL: ledger.url, TOKENLEDGER_HOME: await aHome() }
  const put = (days: number) =>
    ledger.rows(
      `insert into fact.fx_rate (fixed_on, from_currency, to_currency, units, value, source, load_id)
       values ((now() at time zone 'Asia/Shanghai')::date - ${days}, 'USD', 'CNY', 1, 7, 'csv', 1)`,
    )

  const none = await tokenledger(['doctor'], env)
  await put(13)
  const old = await tokenledger(['doctor'], env)
  await put(12)
  const carried = await tokenledger(['doctor'], env)

  expect(none.out).toMatch(/^ok +Telemetry +2 Prometheis configured; tokenledger usage probe asks them$/m)
  expect(none.out).toMatch(/^warn +Rates +none.*\n +-> Run tokenledger rates\.$/m)
  expect(old.out).toMatch(/^warn +Rates .*, 13 days ago in Beijing; a rate is carried for 12 days\n +-> Run/m)
  expect(carried.out).toMatch(/^ok +Rates +the last is of [-\d]{10}, 12 days ago in Beijing$/m)
  expect([none.code, old.code, carried.code]).toEqual([0, 0, 0])
})

test('a database without migrations is told to migrate', async ({ ledger }) => {
  await admin(ledger.url, 'drop schema ops cascade')

  const said = await tokenledger(['doctor'], { DATABASE_URL: ledger.url, TOKENLEDGER_HOME: await aHome() })

  expect(said.code).toBe(2)
  expect(said.out).toMatch(/^FAIL +Migrations +0001_bills.* pending\.\n +-> Run tokenledger migrate\.$/m)
  expect(said.out).toMatch(/^ok +Clock/m)
})

test('a database that a later version made is told apart', async ({ ledger }) => {
  await ledger.rows(`insert into ops.migration_checksum values ('9999_later', 'x')`)

  const said = await tokenledger(['doctor'], { DATABASE_URL: ledger.url, TOKENLEDGER_HOME: await aHome() })

  expect(said.code).toBe(2)
  expect(said.out).toMatch(/^FAIL +Migrations +This database is newer than this tokenledger/m)
})
