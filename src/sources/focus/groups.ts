/** Files that have the same columns are read together; what a file must have at least is checked here. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { type FileColumns, flavourOf, requiredColumns } from './columns.js'
import type { FileGroup } from './reader.js'

export interface ReadFile {
  readonly path: string
  readonly format: 'csv' | 'parquet'
}

/** Throws an error whose text names the file when it is no FOCUS export. */
export async function groupFiles(duck: DuckDBConnection, files: readonly ReadFile[]): Promise<FileGroup[]> {
  const groups = new Map<string, FileGroup>()
  for (const { path, format } of files) {
    const columns = await columnsOf(duck, path, format)
    demandColumns(path, columns)
    const key = `${format} ${JSON.stringify([...columns])}`
    const known = groups.get(key)?.files ?? []
    groups.set(key, { format, columns, flavour: flavourOf(columns), files: [...known, path] })
  }
  return [...groups.values()]
}

async function columnsOf(duck: DuckDBConnection, path: string, format: ReadFile['format']): Promise<FileColumns> {
  const file = `'${path.replaceAll("'", "''")}'`
  const reader =
    format === 'parquet'
      ? `read_parquet(${file})`
      : `read_csv(${file}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', sample_size = 1, strict_mode = true)`
  const answer = await duck.runAndReadAll(`describe select * from ${reader}`).catch((cause: unknown) => {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  })
  return new Map(answer.getRows().map(([name, type]) => [String(name), String(type)]))
}

function demandColumns(path: string, columns: FileColumns): void {
  const missing = requiredColumns.filter((name) => !columns.has(name))
  if (missing.length === 0) return
  const found = [...columns.keys()].slice(0, 8).join(', ')
  throw new Error(`${path} is not a FOCUS export: it has no column ${missing.join(', ')}. Its columns begin ${found}.`)
}
