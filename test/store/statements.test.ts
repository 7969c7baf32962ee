/** Every statement of sql/ runs on an empty database, and all of them are written alike. */
import { readFileSync } from 'node:fs'
import { globSync } from 'tinyglobby'
import { describe, expect, test as plain } from 'vitest'
import { shipped } from '../../src/shipped.js'
import { testOfOne as test } from '../support/ledger.js'
import { allSql as all, statements, textOf as read, tryStatement } from '../support/statements.js'

const views = ['view', 'law', 'report', 'alert'].flatMap((folder) =>
  all.filter((path) => path.startsWith(`${folder}/`)),
)

/** The text without comments and quoted texts. */
const codeOf = (path: string): string => withoutTexts(read(path))

function withoutTexts(sql: string): string {
  return sql.replaceAll(/--[^\n]*/g, '').replaceAll(/'(?:[^']|'')*'/g, "''")
}

/** What lies in shards, by its resource: the tables of fact and stage that have its key, and views of them. */
const sharded =
  /\b(fact\.(bill_line|bill_line_past|counted_line|day_of_use|long_line|resource_hour|share_hour)|stage\.(bill_line|moved|touched|hour|hour_before|day_weight|split|split_hour|price))\b/

interface Aggregate {
  readonly reads: string
  /** What follows `group by` or `distinct`. */
  readonly key: string
}

/** Subqueries that group or are distinct, and stand beside a join. */
function joinedAggregates(code: string): Aggregate[] {
  return bracketsOf(code).flatMap(({ from, to }) => {
    const inner = code.slice(from + 1, to)
    if (!/^\s*select\b/.test(inner)) return []
    const key = /\bgroup\s+by\b([^]*)$|^\s*select\s+distinct\b([^]*)$/.exec(outermost(inner))
    const isJoined = /\bjoin\s*$/.test(code.slice(0, from))
    const isJoinedTo =
      /\bfrom\s*$/.test(code.slice(0, from)) && /^\s*\w+\s+((left|full|cross)\s+)?join\b/.test(code.slice(to + 1))
    return key === null || !(isJoined || isJoinedTo) ? [] : [{ reads: inner, key: key[1] ?? key[2] ?? '' }]
  })
}

/** Pairs of brackets, in the order in which they open. */
function bracketsOf(code: string): { readonly from: number; readonly to: number }[] {
  const [open, pairs]: [number[], { from: number; to: number }[]] = [[], []]
  for (const [at, letter] of [...code].entries()) {
    if (letter === '(') open.push(at)
    const from = letter === ')' ? open.pop() : undefined
    if (from !== undefined) pairs.push({ from, to: at })
  }
  return pairs.toSorted((a, b) => a.from - b.from)
}

/** A query without what stands in brackets. */
function outermost(query: string): string {
  const without = query.replaceAll(/\([^()]*\)/g, '')
  return without === query ? query : outermost(without)
}

describe('on an empty database', () => {
  test.for(statements)('%s runs', async (path, { ledger }) => {
    const client = await ledger.pool.connect()
    await client.query('begin')

    const [ran] = await Promise.allSettled([tryStatement(client, path)])
    await client.query('rollback')
    await client.query('deallocate all')
    client.release()

    expect(ran).toEqual({ status: 'fulfilled', value: undefined })
  })

  test('every view is made by its file, and all but the calendar are empty', async ({ ledger }) => {
    const client = await ledger.pool.connect()
    await client.query('begin')
    try {
      const { rows: old } = await client.query<{ name: string }>(read('91_views.sql'))
      await client.query(`drop view ${old.map(({ name }) => name).join(', ')}`)

      for (const path of views) await client.query(read(path))

      const { rows: made } = await client.query<{ name: string }>(read('91_views.sql'))
      const counts: (number | null)[] = []
      for (const { name } of made.filter((one) => one.name !== 'report.calendar'))
        counts.push((await client.query(`select * from ${name}`)).rowCount)
      expect(made.map(({ name }) => name).toSorted()).toEqual(old.map(({ name }) => name).toSorted())
      expect(made).toHaveLength(views.length)
      expect(new Set(counts)).toEqual(new Set([0]))
    } finally {
      await client.query('rollback')
      client.release()
    }
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

  plain.for(statements)('%s joins no aggregate that more than one shard would have to make', (path) => {
    const joined = joinedAggregates(codeOf(path))

    const acrossShards = joined.filter(
      ({ reads, key }) => /\bresource_key\b/.test(key) === false && sharded.test(reads),
    )

    expect(acrossShards).toEqual([])
  })

  plain('an aggregate is found where it is joined and where others are joined to it, and a plain one is none', () => {
    const found =
      joinedAggregates(`select 1 from (select hour, sum(n) as n from (select 1) x group by hour) a join b using (hour)
      join (select distinct resource_key from fact.bill_line) c on true join (select 2) d on true
      where e in (select f from fact.bill_line group by f)`)

    expect(found.map(({ key }) => key.trim())).toEqual(['hour', 'resource_key from fact.bill_line'])
  })

  plain('no table refers to another by a foreign key, and none is temporary', () => {
    const migrations = globSync('*.sql', { cwd: shipped('migrations') })

    const strange = migrations.filter((path) =>
      /\breferences\b|\bforeign key\b|\btemp(orary)? table\b|\bcreate trigger\b/.test(
        withoutTexts(readFileSync(shipped(`migrations/${path}`), 'utf8')),
      ),
    )

    expect(migrations.length).toBeGreaterThan(5)
    expect(strange).toEqual([])
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

    const schema = { view: 'fact', alert: 'report' }[folder] ?? folder

    expect(read(path)).toContain(`create view ${schema}.${name.replace(/^\d+_/, '')} as`)
  })
})
