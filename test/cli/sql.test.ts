import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import pg from 'pg'
import { test } from '../support/ledger.js'
import { aHome, json, tokenledger } from './tool.js'

test('the connection string masks the password unless it is asked for', async () => {
  const env = { DATABASE_URL: 'postgres://ledger:s%2Fcret@db.example.com:6432/costs?sslmode=require' }

  const masked = await tokenledger(['sql'], env)
  const plain = await tokenledger(['sql', '--show-password'], env)
  const document = await tokenledger(['sql', '--json'], env)

  expect(masked).toEqual({ code: 0, out: 'postgres://ledger:***@db.example.com:6432/costs?sslmode=require\n', err: '' })
  expect(plain.out).toBe('postgres://ledger:s%2Fcret@db.example.com:6432/costs?sslmode=require\n')
  expect(json(document)).toEqual({ url: masked.out.trim(), embedded: false })
})

test('a password from a file is masked too, and a server that does not answer is not asked', async ({ ledger }) => {
  await ledger.file('secret', 'hunter2\n')
  await writeFile(
    join(ledger.folder, 'tokenledger.yaml'),
    'database:\n  url: postgres://ledger@127.0.0.1:1/costs\n  password: { file: secret }\n  tls: { mode: disable }\n',
  )

  const masked = await tokenledger(['sql'], { cwd: ledger.folder })
  const plain = await tokenledger(['sql', '--show-password'], { cwd: ledger.folder })

  expect(masked.out).toBe('postgres://ledger:***@127.0.0.1:1/costs?sslmode=disable\n')
  expect(plain.out).toBe('postgres://ledger:hunter2@127.0.0.1:1/costs?sslmode=disable\n')
})

test('what sql prints of the embedded server lets any client in', async () => {
  const home = await aHome()

  const { out } = await tokenledger(['sql', '--show-password'], { TOKENLEDGER_HOME: home })

  const client = new pg.Client({ connectionString: out.trim() })
  await client.connect()
  const { rows } = await client.query('select count(*)::int as bills from report.bill_window')
  await client.end()
  expect(rows).toEqual([{ bills: 0 }])
})
