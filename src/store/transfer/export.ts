/** A whole ledger as a folder of files, for keeping and for moving to another server. */
import { createHash } from 'node:crypto'
import { createWriteStream, rmSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { ConfigError } from '../../errors.js'
import { codeOf, isThere } from '../embedded/disk.js'
import { type Pool, type PoolClient, withClient } from '../pool.js'
import { inSnapshot } from '../snapshot.js'
import { type ExportedTable, type Manifest, MANIFEST } from './manifest.js'
import { migrationsOf, sequencesOf, type StoredTable, storedTables, type TransferStep } from './tables.js'

export interface ExportOptions {
  /** Of the program, for the manifest. */
  readonly version: string
  readonly onStep: (step: TransferStep) => void
}

/**
 * Writes the ledger as one moment saw it, loads under way left out. The folder appears whole or not at all.
 * @throws ConfigError when it exists already, or cannot be written
 */
export async function exportLedger(pool: Pool, folder: string, options: ExportOptions): Promise<Manifest> {
  const partial = `${folder}.partial`
  await openFolder(folder, partial)
  const sweep = (): void => rmSync(partial, { recursive: true, force: true })
  process.once('exit', sweep) // a signal ends the process without a throw
  try {
    const manifest = await withClient(pool, (client) => inSnapshot(client, () => write(client, partial, options)))
    await writeFile(join(partial, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`, {
      flush: true,
      mode: 0o600,
    })
    await rename(partial, folder)
    return manifest
  } catch (error) {
    sweep()
    throw meaningOf(error, folder)
  } finally {
    process.off('exit', sweep)
  }
}

async function openFolder(folder: string, partial: string): Promise<void> {
  if (await isThere(folder)) {
    throw new ConfigError(`${folder} exists already, and an export overwrites nothing. Name a folder that does not.`, {
      facts: { folder },
    })
  }
  await mkdir(join(folder, '..'), { recursive: true }).catch((error: unknown) => {
    throw meaningOf(error, folder)
  })
  // Bills are nobody else's business.
  await mkdir(partial, { mode: 0o700 }).catch((cause: unknown) => {
    if (codeOf(cause) !== 'EEXIST') throw meaningOf(cause, folder)
    throw new ConfigError(
      `${partial} exists: another export is writing it, or one was cut off. If none is running, delete it and try again.`,
      { cause, facts: { folder: partial } },
    )
  })
}

async function write(client: PoolClient, folder: string, options: ExportOptions): Promise<Manifest> {
  const tables = await storedTables(client)
  const server = await client.query<{ version: string; now: string }>(
    `select current_setting('server_version') as version, to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as now`,
  )
  const { version = '', now = '' } = server.rows[0] ?? {}
  const whole = tables.reduce((sum, { bytes }) => sum + bytes, 1)
  const exported: ExportedTable[] = []
  let before = 0
  for (const table of tables) {
    // CSV is about as long as the table on disk; what goes beyond must not run past the end of the bar.
    const onBytes = (bytes: number): void =>
      options.onStep({ table: table.table, done: (before + Math.min(bytes, table.bytes)) / whole })
    onBytes(0)
    exported.push(await writeTable(client, table, { folder, onBytes }))
    before += table.bytes
  }
  return {
    format: 1,
    tokenledger: options.version,
    createdAt: now,
    postgres: version,
    migrations: await migrationsOf(client),
    sequences: await sequencesOf(client),
    tables: exported,
  }
}

/** Streamed: a table is never in memory. The hash is of the file as it lies, so that `sha256sum` can check it too. */
async function writeTable(
  client: PoolClient,
  { table, quoted, columns, quotedColumns }: StoredTable,
  to: { readonly folder: string; readonly onBytes: (bytes: number) => void },
): Promise<ExportedTable> {
  const file = `${table}.csv.gz`
  const hash = createHash('sha256')
  let [copied, bytes] = [0, 0]
  const rows = client.query(copyTo(`copy ${quoted} (${quotedColumns}) to stdout (format csv, header)`))
  await pipeline(
    rows,
    async function* counted(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        copied += chunk.length
        to.onBytes(copied)
        yield chunk
      }
    },
    createGzip({ level: 4 }),
    async function* hashed(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length
        hash.update(chunk)
        yield chunk
      }
    },
    createWriteStream(join(to.folder, file), { flags: 'wx', mode: 0o600, flush: true }),
  )
  return { table, file, columns: [...columns], rows: rows.rowCount, bytes, sha256: hash.digest('hex') }
}

function meaningOf(error: unknown, folder: string): unknown {
  const code = codeOf(error)
  if (error instanceof pg.DatabaseError || !/^E[A-Z]+$/.test(code)) return error
  const room =
    code === 'ENOSPC' ? 'Make room, or name a folder on another disk.' : 'Name a folder that you may write to.'
  return new ConfigError(`Cannot write ${folder} (${code}). ${room}`, { cause: error, facts: { folder } })
}
