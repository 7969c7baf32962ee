/**
 * The process that translates the Cost and Usage Report: DuckDB in a Node of its own, so that its memory and its crashes
 * are not ours. One order on standard input, one answer on standard output.
 */
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { DuckDBConnection } from '@duckdb/node-api'
// By deep path: to name what the package exports, Node reads all its files twice (0.1 s on Node 20).
import { DuckDBInstance } from '@duckdb/node-api/lib/DuckDBInstance.js'
import { shipped } from '../../../shipped.js'
import { curView, FOR_TYPES, NEEDED } from './columns.js'
import type { TranslateOrder, Translation } from './cur.js'

async function open({ memoryLimit, spillFolder }: TranslateOrder): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: memoryLimit,
    temp_directory: spillFolder,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const duck = await instance.connect()
  await duck.run(`set TimeZone = 'UTC'`)
  return duck
}

async function translate(order: TranslateOrder): Promise<Translation> {
  const duck = await open(order)
  const reader = readerOf(order.files)
  const described = await duck.runAndReadAll(`describe select * from ${reader}`)
  const columns = new Map(described.getRows().map(([name, type]) => [String(name), String(type)]))
  const missing = NEEDED.filter((name) => !columns.has(name))
  if (missing.length > 0) return { wrong: `it has no column ${missing.join(', ')}.` }
  await duck.run(await statement('focus/1_macros'))
  await duck.run(curView(columns, reader))
  const types = await textsOf(duck, 'select distinct line_item_line_item_type from cur')
  const lacking = types.flatMap((type) => (FOR_TYPES[type] ?? []).filter((name) => !columns.has(name)))
  if (lacking.length > 0)
    return { wrong: `to amortise its commitments it lacks the columns ${lacking.join(', ')}. Add them to the export.` }
  await duck.run(await statement('cur/1_lines'))
  const [twice = '0'] = await textsOf(duck, 'select count(*)::varchar from split_rows_that_cost')
  if (twice !== '0')
    return { wrong: `${twice} rows of split cost allocation have a cost of their own, which their parents have too.` }
  const [splitRows = '0'] = await textsOf(duck, 'select count(*)::varchar from split_rows')
  await duck.run(await statement('cur/2_focus'))
  await duck.run(`copy (select * from focus_line) to ${literal(order.to)} (format csv, header true, compression gzip)`)
  return { splitRows }
}

/** One dialect for every CSV, as the reader of FOCUS files has it; every value a text. */
function readerOf(files: readonly string[]): string {
  const list = `[${files.map((path) => literal(path.replaceAll(/[*?[]/g, '[$&]'))).join(', ')}]`
  if (files.every((path) => path.endsWith('.parquet'))) return `read_parquet(${list}, hive_partitioning = false)`
  return `read_csv(${list}, hive_partitioning = false, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', auto_detect = true, sample_size = 1, strict_mode = true, max_line_size = 2097152)`
}

async function textsOf(duck: DuckDBConnection, query: string): Promise<string[]> {
  return (await duck.runAndReadAll(query)).getRows().map(([value]) => String(value))
}

async function statement(name: string): Promise<string> {
  return readFile(shipped(`sql/${name}.sql`), 'utf8')
}

function literal(words: string): string {
  return `'${words.replaceAll("'", "''")}'`
}

async function main(): Promise<void> {
  const order: TranslateOrder = JSON.parse(await text(process.stdin))
  const answer = await translate(order).catch((error: unknown): Translation => ({
    wrong: `${(error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''}.`,
  }))
  process.stdout.write(JSON.stringify(answer))
}

await main()
