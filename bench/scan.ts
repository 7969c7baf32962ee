/** DuckDB alone with the SQL of the reader: scan, group, understand, hash; the rows go nowhere. */
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { groupFiles } from '../src/sources/focus/groups.js'
import { macros, stagedQuery } from '../src/sources/focus/statements.js'
import { CURRENCIES } from '../src/units/currency.js'

const [path = '', folder = ''] = process.argv.slice(2)
const duck = await (
  await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: '300MB',
    temp_directory: join(folder, 'spill'),
    preserve_insertion_order: 'false',
  })
).connect()
await duck.run(`set TimeZone = 'UTC'`)
const groups = await groupFiles(duck, [{ path, format: 'csv' }])
const options = { feed: 'focus', currencies: CURRENCIES, roundDoubles: false, merge: false }
for (const macro of await macros(options)) await duck.run(macro)
await duck.run('create temp macro load_id() as 1')
await duck.run(`copy (${await stagedQuery(groups, options)}) to '/dev/null' (format csv)`)
duck.closeSync()
