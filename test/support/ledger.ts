/** A test with a ledger of its own: a migrated database, a folder, and the means to load bills into it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject, test as base } from 'vitest'
import { type FocusLoaded, type FocusOptions, loadFocus } from '../../jobs/bills-focus.js'
import { createPool, type Pool, type Store } from '../../src/store/index.js'
import { admin, databaseUrl } from './server.js'

export interface Ledger {
  readonly url: string
  readonly pool: Pool
  readonly store: Store
  /** A folder of this test, removed afterwards. */
  readonly folder: string
  /** Writes a file into the folder and answers with its path. */
  file(name: string, content: string | Uint8Array): Promise<string>
  /** `tokenledger bills focus`, without the command line. */
  load(paths: readonly string[], options?: Partial<FocusOptions>): Promise<FocusLoaded>
  /** Rows as texts. */
  rows(sql: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
  /** The only value of the only row. */
  value(sql: string, values?: readonly unknown[]): Promise<unknown>
}

let databases = 0

export const test = base.extend<{ ledger: Ledger }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest asks for a destructured first argument
  ledger: async ({}, use) => withLedger(use),
})

/** For tests that leave nothing behind: one ledger for all those of a file. */
export const testOfOne = base.extend<{ $file: { ledger: Ledger } }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest asks for a destructured first argument
  ledger: [async ({}, use) => withLedger(use), { scope: 'file' }],
})

async function withLedger(use: (ledger: Ledger) => Promise<void>): Promise<void> {
  const [adminUrl, template] = [inject('adminUrl'), inject('template')]
  const name = `ledger_${process.pid}_${(databases += 1)}`
  await admin(adminUrl, `create database ${name} template ${template} strategy file_copy`)
  const folder = await mkdtemp(join(tmpdir(), 'tokenledger-test-'))
  const address = { connectionString: databaseUrl(adminUrl, name) }
  const pool = createPool(address)
  try {
    await use(ledgerOf(address.connectionString, pool, folder))
  } finally {
    await pool.end()
    await admin(adminUrl, `drop database ${name} with (force)`)
    await rm(folder, { recursive: true, force: true })
  }
}

function ledgerOf(url: string, pool: Pool, folder: string): Ledger {
  const store: Store = { pool, address: { connectionString: url }, note: undefined, close: () => Promise.resolve() }
  const rows = async (sql: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> =>
    (await pool.query<Record<string, unknown>>(sql, [...values])).rows
  return {
    url,
    pool,
    store,
    folder,
    rows,
    file: async (name, content) => {
      const path = join(folder, name)
      await writeFile(path, content)
      return path
    },
    load: (paths, options = {}) =>
      loadFocus(store, {
        paths,
        cwd: folder,
        home: folder,
        feed: 'focus',
        covering: 'whole',
        roundDoubles: false,
        memoryLimit: '300MB',
        finalAfterDays: 15,
        declared: [],
        now: new Date('2026-08-20T00:00:00Z'),
        onStep: () => undefined,
        ...options,
      }),
    value: async (sql, values) => Object.values((await rows(sql, values))[0] ?? {})[0],
  }
}
