/** One PostgreSQL for the whole suite, with a migrated template that each test clones (about 30 ms). */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startServer, stopServer } from '../../src/store/embedded/index.js'
import { createPool, migrate } from '../../src/store/index.js'

declare module 'vitest' {
  interface ProvidedContext {
    readonly adminUrl: string
    readonly template: string
  }
}

/** Of a server that nobody starts again after a crash. Every clone is a checkpoint, after which each page is new to the log. */
export const FORGETFUL = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
} as const

/** TEST_DATABASE_URL names another server (15 to 18) whose user may create databases; the suite is the same. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL']
  const home = await mkdtemp(join(tmpdir(), 'tokenledger-suite-'))
  await chmod(home, 0o755) // as root the server runs as somebody else, who has to get there
  const adminUrl = given ?? (await ownServer(home))
  const template = `ledger_template_${process.pid}`
  await admin(adminUrl, `create database ${template}`)
  const pool = createPool({ connectionString: databaseUrl(adminUrl, template) })
  await migrate(pool)
  await pool.end()
  project.provide('adminUrl', adminUrl)
  project.provide('template', template)
  return async () => {
    await admin(adminUrl, `drop database ${template} with (force)`)
    if (given === undefined) await stopServer(home)
    await rm(home, { recursive: true, force: true })
  }
}

async function ownServer(home: string): Promise<string> {
  const { url } = await startServer(home, { settings: { ...FORGETFUL, max_connections: '100' } })
  // A test logs in five times, and each time both sides would hash the password 4096 times: 40 ms a test.
  await admin(url, `set scram_iterations = 1; alter role current_user password '${new URL(url).password}'`)
  return url
}

export async function admin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}

export function databaseUrl(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}
