import { readFileSync } from 'node:fs'
import { describe, expect } from 'vitest'
import { shipped } from '../src/shipped.js'
import { test } from './support/ledger.js'

/** A line of the dictionary or of the database: table, column, type. */
type Column = readonly [table: string, column: string, type: string]

describe.each(['docs/data-dictionary.md', 'docs/data-dictionary.zh-CN.md'])('%s', (path) => {
  test(`${path} names every table and column there is, in their order, and no other`, async ({ ledger }) => {
    const told = columnsOf(readFileSync(shipped(path), 'utf8'))

    const there = await ledger.rows(
      `select n.nspname || '.' || c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type
       from pg_catalog.pg_class c
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where n.nspname in ('raw', 'fact', 'ops', 'report', 'law') and c.relkind in ('r', 'p', 'v', 'm', 'f')
       order by 1, a.attnum`,
    )

    expect(byTable(told)).toEqual(there.map(({ table, column, type }) => [table, column, shortened(String(type))]))
  })

  test(`${path} says what each column means`, () => {
    const rows = rowsOf(readFileSync(shipped(path), 'utf8'))

    expect(rows.length).toBeGreaterThan(100)
    expect(rows.filter(({ cells }) => cells.length !== 4 || cells[3] === '').map(({ cells }) => cells)).toEqual([])
  })
})

describe('both dictionaries', () => {
  test('have the same tables in the same order', () => {
    const [english, chinese] = ['', '.zh-CN'].map((language) =>
      rowsOf(readFileSync(shipped(`docs/data-dictionary${language}.md`), 'utf8')).map(
        ({ table, cells }) => `${table}.${cells[0]}`,
      ),
    )

    expect(chinese).toEqual(english)
  })
})

function columnsOf(text: string): Column[] {
  return rowsOf(text).map(({ table, cells: [column = '', type = ''] }) => [table, bare(column), bare(type)])
}

function rowsOf(text: string): { table: string; cells: string[] }[] {
  let table = ''
  return text.split('\n').flatMap((line) => {
    table = /^### (\w+\.\w+)$/.exec(line)?.[1] ?? table
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
    return cells[0]?.startsWith('`') === true ? [{ table, cells }] : []
  })
}

/** Tables in the order of their names; columns stay as they are told. */
function byTable(columns: readonly Column[]): Column[] {
  const tables = [...new Set(columns.map(([table]) => table))].toSorted()
  return tables.flatMap((table) => columns.filter((column) => column[0] === table))
}

function bare(cell: string): string {
  return cell.replaceAll('`', '')
}

function shortened(type: string): string {
  return type.replace('timestamp with time zone', 'timestamptz').replace('character varying', 'varchar')
}
