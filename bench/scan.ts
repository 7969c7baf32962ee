/** DuckDB alone with the SQL of the reader: scan, group, understand, hash; the rows go nowhere. */
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { groupFiles } from '../src/sources/focus/groups.js'
import { readerStatements } from '../src/sources/focus/reader.js'
import { focusStatement } from '../src/sources/focus/statements.js'
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
await duck.run(await focusStatement('1_macros'))
for (const statement of readerStatements(groups, { feed: 'focus', currencies: CURRENCIES, roundDoubles: false }))
  await duck.run(statement)
for (const name of ['1_identity', '2_line', '4_keyed']) await duck.run(await focusStatement(name))
await duck.run('create temp macro load_id() as 1')
await duck.run('create temp view merged as select * from keyed')
await duck.run(await focusStatement('6_staged'))
await duck.run(`copy (select * from staged) to '/dev/null' (format csv)`)
duck.closeSync()
