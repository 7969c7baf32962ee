/** Files that have the same columns are read together; what a file must have at least is checked here. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { amountColumns, detailColumns, type FileColumns, flavourOf, keyColumns, requiredColumns } from './columns.js'
import { type FileGroup, fileLiteral } from './reader.js'

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
  const file = fileLiteral(path)
  const reader =
    format === 'parquet'
      ? `read_parquet(${file}, hive_partitioning = false)`
      : `read_csv(${file}, hive_partitioning = false, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', sample_size = 1, strict_mode = true)`
  const answer = await duck.runAndReadAll(`describe select * from ${reader}`).catch((cause: unknown) => {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  })
  return new Map(answer.getRows().map(([name, type]) => [String(name), String(type)]))
}

// DuckDB names the second of two equal columns with _1.
const readColumns = [...Object.values(keyColumns).flat(), ...detailColumns, ...Object.values(amountColumns)]

function demandColumns(path: string, columns: FileColumns): void {
  const twice = readColumns.find((name) => columns.has(name) && columns.has(`${name}_1`))
  if (twice !== undefined) throw new Error(`${path} has two columns ${twice}; which of them counts cannot be told.`)
  const missing = requiredColumns.filter((name) => !columns.has(name))
  if (missing.length === 0) return
  const spelt = [...columns.keys()].find((name) => missing.some((one) => one.toLowerCase() === name.toLowerCase()))
  if (spelt !== undefined)
    throw new Error(`${path} writes ${spelt}, and FOCUS spells its columns with capitals: ${missing.join(', ')}.`)
  const found = [...columns.keys()].slice(0, 8).join(', ')
  throw new Error(`${path} is not a FOCUS export: it has no column ${missing.join(', ')}. Its columns begin ${found}.`)
}
