/** What docs/operations.md says of roles, on a server where somebody else is superuser. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { shipped } from '../../src/shipped.js'
import { admin, databaseUrl } from '../support/server.js'

const adminUrl = inject('adminUrl')
const [owner, reader] = [`owner_${process.pid}`, `reader_${process.pid}`]

test('the owner of an empty database needs no other right, and a reader of report sees nothing else', async () => {
  await admin(adminUrl, `create role ${owner} login password 'secret'`)
  await admin(adminUrl, `create role ${reader} login password 'secret'`)
  await admin(adminUrl, `create database ${owner} owner ${owner}`)
  const home = await mkdtemp(join(tmpdir(), 'tokenledger-roles-'))

  await tokenledger(home, 'migrate')
  await ask(owner, `grant usage on schema report to ${reader}`)
  await ask(owner, `grant select on all tables in schema report to ${reader}`)
  await tokenledger(home, 'bills', 'focus', shipped('examples/bills/alibaba-2026-08.csv'))
  const checked = JSON.parse(await tokenledger(home, 'check', '--json'))
  const sums = await ask(reader, 'select trim_scale(sum(billed_cost))::text as sum from report.resource_hour')
  const refused = ask(reader, 'select from fact.bill_line')

  expect(checked.ok).toBe(true)
  expect(sums).toEqual([{ sum: '43415.801552937' }])
  await expect(refused).rejects.toThrow('permission denied for schema fact')
  await rm(home, { recursive: true, force: true })
  await admin(adminUrl, `drop database ${owner} with (force)`)
  await admin(adminUrl, `drop role ${owner}, ${reader}`)
})

function urlOf(role: string): string {
  const url = databaseUrl(adminUrl, owner)
  return Object.assign(new URL(url), { username: role, password: 'secret' }).href
}

async function tokenledger(home: string, ...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], TOKENLEDGER_HOME: home, DATABASE_URL: urlOf(owner) }
  return (await promisify(execFile)(process.execPath, [shipped('dist/src/cli/main.js'), ...args], { env })).stdout
}

async function ask(role: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: urlOf(role) })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.end()
  }
}
