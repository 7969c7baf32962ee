/** The way back from a folder of `db export` to a database: all of it, proved, or nothing. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { from as copyFrom } from 'pg-copy-streams'
import { ConfigError, LedgerBroken } from '../../errors.js'
import { codeOf } from '../embedded/disk.js'
import { checkLaws } from '../law.js'
import { inTransaction, type Pool, type PoolClient, withClient } from '../pool.js'
import { type ExportedTable, type Manifest, readManifest } from './manifest.js'
import { migrationsOf, SEEDED, type StoredTable, storedTables, type TransferStep } from './tables.js'

/**
 * Loads an exported ledger into an empty one, in one transaction.
 * @throws ConfigError when the ledger is not empty, has other migrations, or a file is missing or damaged; LedgerBroken
 * when what was loaded breaks a law. Nothing was written then.
 */
export async function importLedger(
  pool: Pool,
  folder: string,
  onStep: (step: TransferStep) => void,
): Promise<Manifest> {
  const manifest = await readManifest(folder)
  return withClient(pool, async (client) => {
    demandSameMigrations(manifest.migrations, await migrationsOf(client))
    for (const table of manifest.tables) await demandIntact(folder, table)
    return inTransaction(client, async () => {
      const tables = await storedTables(client)
      await demandEmpty(client, tables)
      await loadAll(client, { folder, manifest, tables, onStep })
      await demandLaws(client)
      for (const { sequence, value, called } of manifest.sequences) {
        await client.query('select setval($1::regclass, $2::bigint, $3)', [sequence, value, called])
      }
      return manifest
    })
  })
}

function demandSameMigrations(theirs: Manifest['migrations'], ours: Manifest['migrations']): void {
  const lacks = (one: Manifest['migrations'], other: Manifest['migrations']): string[] =>
    one
      .filter(({ name, checksum }) => !other.some((m) => m.name === name && m.checksum === checksum))
      .map((m) => m.name)
  const [newer, older] = [lacks(theirs, ours), lacks(ours, theirs)]
  if (newer.length === 0 && older.length === 0) return
  const which = newer.length > 0 ? `has ${newer.join(', ')}, which this ledger lacks` : `lacks ${older.join(', ')}`
  throw new ConfigError(
    `The export was made with other migrations: it ${which}. Export and import with the same version of tokenledger.`,
    { facts: { newer: newer.join(', '), older: older.join(', ') } },
  )
}

async function demandIntact(folder: string, { file, sha256, bytes }: ExportedTable): Promise<void> {
  const hash = createHash('sha256')
  let read = 0
  try {
    for await (const chunk of createReadStream(join(folder, file))) {
      const part: Buffer = chunk
      read += part.length
      hash.update(part)
    }
  } catch (cause) {
    throw new ConfigError(`${join(folder, file)} is missing or unreadable (${codeOf(cause)}). Copy the export again.`, {
      cause,
      facts: { file },
    })
  }
  if (hash.digest('hex') === sha256) return
  const why = read === bytes ? 'its SHA-256 is another' : `it has ${read} bytes instead of ${bytes}`
  throw new ConfigError(`${join(folder, file)} is damaged: ${why} than manifest.json says. Copy the export again.`, {
    facts: { file },
  })
}

/** Locks out every load until we are done, then looks. */
async function demandEmpty(client: PoolClient, tables: readonly StoredTable[]): Promise<void> {
  await client.query(`lock table ${tables.map(({ quoted }) => quoted).join(', ')} in share row exclusive mode`)
  for (const { table, quoted } of tables) {
    if (SEEDED.includes(table)) continue
    const { rowCount } = await client.query(`select from ${quoted} limit 1`)
    if (rowCount === 0) continue
    throw new ConfigError(
      `The ledger is not empty: ${table} has rows, and an import adds to nothing. Import into a new database or another TOKENLEDGER_HOME.`,
      { facts: { table } },
    )
  }
}

interface Loading {
  readonly folder: string
  readonly manifest: Manifest
  readonly tables: readonly StoredTable[]
  readonly onStep: (step: TransferStep) => void
}

async function loadAll(client: PoolClient, { folder, manifest, tables, onStep }: Loading): Promise<void> {
  const whole = manifest.tables.reduce((sum, { bytes }) => sum + bytes, 1)
  let read = 0
  for (const { table, quoted, columns, quotedColumns } of tables) {
    const exported = manifest.tables.find((one) => one.table === table)
    if (exported === undefined || exported.columns.join() !== columns.join()) {
      throw new ConfigError(`manifest.json does not fit this ledger: ${table} is missing or has other columns.`)
    }
    if (SEEDED.includes(table)) await client.query(`delete from ${quoted}`)
    const onBytes = (bytes: number): void => onStep({ table, done: (read += bytes) / whole })
    const into = `copy ${quoted} (${quotedColumns}) from stdin (format csv, header match)`
    await loadTable(client, exported, { path: join(folder, exported.file), into, onBytes })
  }
}

async function loadTable(
  client: PoolClient,
  { table, file, rows }: ExportedTable,
  { path, into, onBytes }: { path: string; into: string; onBytes: (bytes: number) => void },
): Promise<void> {
  const stream = client.query(copyFrom(into))
  try {
    const compressed = createReadStream(path).on('data', (chunk) => onBytes(chunk.length))
    await pipeline(compressed, createGunzip(), stream)
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new ConfigError(`${file} does not load into ${table}: ${said}. Nothing was written. Export again.`, { cause })
  }
  if (stream.rowCount === rows) return
  throw new ConfigError(`${file} holds ${stream.rowCount} rows and manifest.json says ${rows}. Nothing was written.`)
}

async function demandLaws(client: PoolClient): Promise<void> {
  const broken = (await checkLaws(client, 1)).filter(({ rows }) => rows.length > 0)
  const first = broken[0]
  if (first === undefined) return
  throw new LedgerBroken(
    `The export does not add up, and nothing was written: ${broken.map(({ law, broken: count }) => `${law} (${count})`).join(', ')}. ` +
      `First: ${JSON.stringify(first.rows[0])}. Run tokenledger check where it was exported.`,
    { facts: { law: first.law } },
  )
}
