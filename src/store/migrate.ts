/**
 * What the database is (migrations/, applied once, never edited) and what it knows (the views of sql/, made anew whenever
 * one of them changed). Safe when two start at once; one transaction each.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { Migration } from 'kysely'
import { ConfigError } from '../errors.js'
import { shipped } from '../shipped.js'
import { inTransaction, type Pool, type PoolClient, refusedWith, withClient } from './pool.js'
import { statement, statementsIn, textOf } from './statements.js'

export interface Migrated {
  readonly applied: readonly string[]
  readonly viewsMade: boolean
}

interface MigrationFile {
  readonly name: string
  readonly text: string
  readonly checksum: string
}

const viewFolders = ['view', 'law', 'report', 'alert']

/** Brings the database up to this program. @throws ConfigError when it is newer, or when a migration was edited */
export async function migrate(pool: Pool): Promise<Migrated> {
  const files = await migrationFiles()
  return withClient(pool, async (client) => {
    await client.query(`select pg_advisory_lock(hashtext('tokenledger'), hashtext('migrate'))`)
    try {
      const known = await demandKnownPast(client, files)
      const applied = files.every(({ name }) => known.has(name)) ? [] : await applyMissing(pool, files)
      await keepChecksums(client, files)
      return { applied, viewsMade: await makeViews(client) }
    } finally {
      await client.query(`select pg_advisory_unlock(hashtext('tokenledger'), hashtext('migrate'))`)
    }
  })
}

/** Which migrations the database lacks; all of them when it is empty. @throws ConfigError as `migrate` does */
export async function pendingMigrations(client: PoolClient): Promise<string[]> {
  const files = await migrationFiles()
  const known = await demandKnownPast(client, files)
  return files.map(({ name }) => name).filter((name) => !known.has(name))
}

/** Loads Kysely only now: its hundreds of files take a quarter of a second, which every command would pay. */
async function applyMissing(pool: Pool, files: readonly MigrationFile[]): Promise<string[]> {
  const { Kysely, Migrator, PostgresDialect, sql } = await import('kysely')
  const asMigration = (text: string): Migration => ({ up: async (db) => void (await sql.raw(text).execute(db)) })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const migrations = Object.fromEntries(files.map(({ name, text }) => [name, asMigration(text)]))
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableSchema: 'ops',
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
  return results.filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName)
}

async function migrationFiles(): Promise<MigrationFile[]> {
  const folder = shipped('migrations')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted()
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(`${folder}/${name}`, 'utf8')
      return { name: name.slice(0, -4), text, checksum: sha256(text) }
    }),
  )
}

/** The migrations that the database has had, each with its checksum; the Migrator does not notice an edited file. */
async function demandKnownPast(client: PoolClient, files: readonly MigrationFile[]): Promise<Set<string>> {
  const table = await client.query<{ there: boolean }>(
    `select to_regclass('ops.migration_checksum') is not null as there`,
  )
  if (table.rows[0]?.there !== true) return new Set()
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from ops.migration_checksum',
  )
  for (const { name, checksum } of rows) {
    const file = files.find((one) => one.name === name)
    if (file === undefined) {
      throw new ConfigError(
        `This database is newer than this tokenledger: it has had migration ${name}, which this version does not know. Install the version that made it, or a later one.`,
        { facts: { migration: name } },
      )
    }
    if (file.checksum !== checksum) {
      throw new ConfigError(
        `Migration ${name} was edited after this database had it. Migrations are never edited: restore the file and add a new one.`,
        { facts: { migration: name } },
      )
    }
  }
  return new Set(rows.map(({ name }) => name))
}

async function keepChecksums(client: PoolClient, files: readonly MigrationFile[]): Promise<void> {
  await client.query(
    'create table if not exists ops.migration_checksum (name text primary key, checksum text not null)',
  )
  await client.query(
    'insert into ops.migration_checksum select * from unnest($1::text[], $2::text[]) on conflict do nothing',
    [files.map(({ name }) => name), files.map(({ checksum }) => checksum)],
  )
}

/** Dropped and made in one transaction, so that Grafana sees the old ones or the new ones. Grants on them are kept. */
async function makeViews(client: PoolClient): Promise<boolean> {
  const names = (await Promise.all(viewFolders.map(statementsIn))).flat()
  const texts = await Promise.all(names.map(textOf))
  const wanted = sha256(texts.join('\n'))
  await client.query('create table if not exists ops.views (checksum text not null)')
  const { rows } = await client.query<{ checksum: string }>('select checksum from ops.views')
  if (rows[0]?.checksum === wanted) return false
  await inTransaction(client, async () => {
    const grants = await client.query<{ restore: string }>(await statement('90_view_grants'))
    const old = await client.query<{ name: string }>(await statement('91_views'))
    if (old.rows.length > 0) await dropViews(client, old.rows)
    for (const text of texts) await client.query(text)
    for (const { restore } of grants.rows) await client.query(restore)
    await client.query('delete from ops.views')
    await client.query('insert into ops.views values ($1)', [wanted])
  })
  return true
}

/** Without cascade: a view that somebody built on ours is theirs to drop. */
async function dropViews(client: PoolClient, views: readonly { readonly name: string }[]): Promise<void> {
  try {
    await client.query(`drop view ${views.map(({ name }) => name).join(', ')}`)
  } catch (error) {
    if (!refusedWith(error, '2BP01')) throw error
    throw new ConfigError(
      `The views cannot be made anew: ${error.detail ?? error.message}. Drop what was built on them, migrate, and make it again.`,
      { cause: error },
    )
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex')
}
