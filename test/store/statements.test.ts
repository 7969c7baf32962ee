/** Every statement of sql/ runs on an empty database, and all of them are written alike. */
import { readFileSync } from 'node:fs'
import { globSync } from 'tinyglobby'
import { describe, expect, test as plain } from 'vitest'
import { shipped } from '../../src/shipped.js'
import { test } from '../support/ledger.js'

const read = (path: string): string => readFileSync(shipped(`sql/${path}`), 'utf8')
const all = globSync('**/*.sql', { cwd: shipped('sql') }).toSorted()
const statements = all.filter((path) => !path.includes('/'))
const views = ['view', 'law', 'report'].flatMap((folder) => all.filter((path) => path.startsWith(`${folder}/`)))

/** The text without comments and quoted texts. */
const codeOf = (path: string): string =>
  read(path)
    .replaceAll(/--[^\n]*/g, '')
    .replaceAll(/'(?:[^']|'')*'/g, "''")

/** A value that every type of parameter takes, empty where it can be. */
const values: Readonly<Record<string, string>> = {
  bigint: '0',
  integer: '0',
  text: `''`,
  boolean: 'false',
  jsonb: `'[]'`,
  'bigint[]': `'{}'`,
  'text[]': `'{}'`,
  'timestamp with time zone': 'now()',
  'timestamp with time zone[]': `'{}'`,
}

describe('on an empty database', () => {
  test.for(statements)('%s runs', async (path, { ledger }) => {
    const client = await ledger.pool.connect()
    await client.query('begin')

    await client.query(`prepare tried as ${read(path)}`)
    const { rows } = await client.query<{ types: string[] }>(
      `select parameter_types::text[] as types from pg_prepared_statements where name = 'tried'`,
    )
    const given = (rows[0]?.types ?? []).map((type) => values[type] ?? `no value for ${type}`)
    const ran = client.query(`execute tried${given.length === 0 ? '' : ` (${given.join(', ')})`}`)

    await expect(ran).resolves.toBeDefined()
    await client.query('rollback')
    client.release()
  })

  test('every view is made by its file, and is empty', async ({ ledger }) => {
    const client = await ledger.pool.connect()
    await client.query('begin')
    const { rows: old } = await client.query<{ name: string }>(read('91_views.sql'))
    await client.query(`drop view ${old.map(({ name }) => name).join(', ')}`)

    for (const path of views) await client.query(read(path))

    const { rows: made } = await client.query<{ name: string }>(read('91_views.sql'))
    const counts: (number | null)[] = []
    for (const { name } of made) counts.push((await client.query(`select * from ${name}`)).rowCount)
    expect(made.map(({ name }) => name).toSorted()).toEqual(old.map(({ name }) => name).toSorted())
    expect(made).toHaveLength(views.length)
    expect(new Set(counts)).toEqual(new Set([0]))
    await client.query('rollback')
    client.release()
  })
})

describe('how statements are written', () => {
  plain.for(all)('%s keeps the rules of the house', (path) => {
    const text = read(path)

    const code = codeOf(path)

    expect(text).toMatch(/^-- [A-Z\d]/)
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(80)
    expect(code).not.toMatch(
      /\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|GROUP|ORDER|JOIN|CREATE|UNION|VALUES|CASE|WHEN)\b/,
    )
    expect(code).not.toMatch(/\t/)
  })

  const ours = [...statements, ...views]

  plain.for(ours)('%s would run on Citus, too', (path) => {
    const code = codeOf(path)

    const forbidden = [
      /(^|[;(])\s*with\b/,
      /\btemp(orary)?\s+table\b/,
      /\blateral\s+generate_series\b/,
      /\banalyze\b/,
      /\bcreate\s+trigger\b/,
      /\binto\s+report\.[^;]*\bselect\s+\*/,
    ]
    expect(forbidden.filter((pattern) => pattern.test(code))).toEqual([])
  })

  plain.for(statements)('%s numbers its parameters without a hole and tells what each is', (path) => {
    const numbers = [...codeOf(path).matchAll(/\$(\d+)/g)].map(([, number]) => Number(number))

    const most = Math.max(0, ...numbers)

    expect([...new Set(numbers)].toSorted((a, b) => a - b)).toEqual(Array.from({ length: most }, (_, i) => i + 1))
    const told = [...read(path).matchAll(/^--.*$/gm)].join('\n')
    const silent = path === '82_run.sql' ? [] : [...new Set(numbers)].filter((number) => !told.includes(`$${number}`))
    expect(silent).toEqual([])
  })

  plain.for(views)('%s is named like its file', (path) => {
    const [folder = '', name = ''] = path.replace('.sql', '').split('/')

    const schema = folder === 'view' ? 'fact' : folder

    expect(read(path)).toContain(`create view ${schema}.${name.replace(/^\d+_/, '')} as`)
  })
})
