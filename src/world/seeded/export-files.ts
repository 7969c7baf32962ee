/** The files of an export, as AWS writes them: gzipped CSV, or Parquet with doubles, times and maps. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Cells } from './aws-export.js'

/** By name, with the type that each has in Parquet. */
export type Columns = Readonly<Record<string, 'varchar' | 'double' | 'timestamp' | 'map'>>

export function csvFile(columns: Columns, rows: readonly Cells[]): Buffer {
  return gzipSync(csvOf(Object.keys(columns), rows))
}

/** An empty cell is null. */
export async function parquetFile(columns: Columns, rows: readonly Cells[]): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenledger-world-'))
  try {
    const [csv, parquet] = [join(folder, 'rows.csv'), join(folder, 'rows.parquet')]
    await writeFile(csv, csvOf(Object.keys(columns), rows))
    const typed = Object.entries(columns).map(([name, type]) => `${valueOf(name, type)} as "${name}"`)
    const reader = `read_csv(${literal(csv)}, all_varchar = true, header = true, delim = ',', quote = '"', escape = '"')`
    await inDuck(`copy (select ${typed.join(', ')} from ${reader}) to ${literal(parquet)} (format parquet)`)
    return await readFile(parquet)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function inDuck(statement: string): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api/lib/DuckDBInstance.js') // 0.2 s, and few worlds have exports
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '300MB' })
  const duck = await instance.connect()
  try {
    await duck.run(`set TimeZone = 'UTC'`)
    await duck.run(statement)
  } finally {
    duck.closeSync()
    instance.closeSync()
  }
}

function valueOf(name: string, type: Columns[string]): string {
  return type === 'map' ? `"${name}"::json::map(varchar, varchar)` : `"${name}"::${type}`
}

function csvOf(names: readonly string[], rows: readonly Cells[]): string {
  const lines = rows.map((row) => names.map((name) => quoted(row[name] ?? '')).join(','))
  return `${[names.join(','), ...lines].join('\n')}\n`
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function literal(words: string): string {
  return `'${words.replaceAll("'", "''")}'`
}
