import { readdirSync } from 'node:fs'
import { describe, expect, inject } from 'vitest'
import { ConfigError } from '../../src/errors.js'
import { shipped } from '../../src/shipped.js'
import { createPool, migrate, type Pool } from '../../src/store/index.js'
import { test } from '../support/ledger.js'
import { admin, databaseUrl } from '../support/server.js'

/** The files of the folder, in their order. */
const shippedMigrations = readdirSync(shipped('migrations'))
  .map((file) => file.replace(/\.sql$/, ''))
  .toSorted()

let made = 0

/** An empty database, for the length of `work`. */
async function withEmpty(work: (pools: readonly [Pool, Pool]) => Promise<void>): Promise<void> {
  const [url, name] = [inject('adminUrl'), `empty_${process.pid}_${(made += 1)}`]
  await admin(url, `create database ${name}`)
  const pools = [
    createPool({ connectionString: databaseUrl(url, name) }),
    createPool({ connectionString: databaseUrl(url, name) }),
  ] as const
  try {
    await work(pools)
  } finally {
    await Promise.all(pools.map((pool) => pool.end()))
    await admin(url, `drop database ${name} with (force)`)
  }
}

describe('bringing a database up', () => {
  test('an empty database gets every migration and every view, and then nothing more', async () => {
    await withEmpty(async ([pool]) => {
      const first = await migrate(pool)
      const second = await migrate(pool)

      expect(first).toEqual({ applied: shippedMigrations, viewsMade: true })
      expect(second).toEqual({ applied: [], viewsMade: false })
    })
  })

  test('two that start at once on an empty database both end well, and the work is done once', async () => {
    await withEmpty(async ([one, other]) => {
      const done = await Promise.all([migrate(one), migrate(other)])

      expect(done.flatMap(({ applied }) => applied)).toEqual(shippedMigrations)
      expect(done.filter(({ viewsMade }) => viewsMade)).toHaveLength(1)
    })
  })

  test('a database that a later version made is refused in words', async ({ ledger }) => {
    await ledger.rows(`insert into ops.migration_checksum values ('9999_later', 'x')`)

    const refused = migrate(ledger.pool)

    await expect(refused).rejects.toThrow(ConfigError)
    await expect(refused).rejects.toThrow(/newer than this tokenledger: it has had migration 9999_later/)
  })

  test('an edited migration is refused and the one to restore is named', async ({ ledger }) => {
    await ledger.rows(`update ops.migration_checksum set checksum = 'other'`)

    const refused = migrate(ledger.pool)

    await expect(refused).rejects.toThrow(/Migration 0001_bills was edited after this database had it/)
  })
})

describe('making the views anew', () => {
  test('who could read a view can read it afterwards', async ({ ledger }) => {
    const role = `reader_${process.pid}`
    await ledger.rows(`create role ${role}`)
    await ledger.rows(`grant usage on schema report to ${role}; grant select on report.law to ${role}`)
    await ledger.rows(`update ops.views set checksum = 'older'`)

    const done = await migrate(ledger.pool)

    expect(done.viewsMade).toBe(true)
    expect(await ledger.value(`select has_table_privilege('${role}', 'report.law', 'select')`)).toBe(true)
    await ledger.rows(`drop owned by ${role}; drop role ${role}`)
  })

  test('a view that somebody built on ours stands in the way and is named', async ({ ledger }) => {
    await ledger.rows('create schema mine; create view mine.totals as select * from report.law')
    await ledger.rows(`update ops.views set checksum = 'older'`)

    const refused = migrate(ledger.pool)

    await expect(refused).rejects.toThrow(ConfigError)
    await expect(refused).rejects.toThrow(/view mine\.totals depends on view report\.law/)
    expect(await ledger.value('select count(*) from mine.totals')).toBe('0')
  })
})
