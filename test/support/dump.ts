/** What a database holds, so that two databases can be held against each other, table by table. */
import pg from 'pg'

/** The rows of each table, as sorted texts. */
export type Dump = ReadonlyMap<string, readonly string[]>

/**
 * Left out, because each tells when or in which attempt something was written and not what:
 * - `recorded_at` (lines, usage, restatements, what is rejected), `read_at` (ops.telemetry_hour), `asked_at` (ops.provider_total, raw.page), `believed_to` (fact.bill_line_past),
 *   `started_at` and `finished_at` (ops.run), `timestamp` (ops.migration): clocks of the transaction that wrote.
 *
 * Load ids (`load_id` everywhere, `superseded_by` of fact.bill_line_past) are numbers of a sequence, of which every attempt
 * takes one. They are replaced by the content that ops.run says was loaded under them, or by null: a row of a load that
 * the diary does not know is a difference. Of fact.line_class it is left out: the load that met a kind of charge first.
 */
const clocks = ['recorded_at', 'read_at', 'asked_at', 'believed_to', 'started_at', 'finished_at', 'timestamp']
const loadIds = ['load_id', 'superseded_by']

/** Every table of raw, stage, fact, report and ops. */
export async function dumpOf(url: string): Promise<Dump> {
  return withQueries(url, async (query) => {
    const dump = new Map<string, string[]>()
    for (const { name, columns } of await tablesOf(query)) {
      const loads = loadIds
        .filter((id) => columns.includes(id))
        .map((id) =>
          name === 'fact.line_class'
            ? `'${id}', null`
            : `'${id}', (select r.content from ops.run r where r.load_id = t.${id})`,
        )
      const row = `to_jsonb(t) - array['${clocks.join("', '")}'] || jsonb_build_object(${loads.join(', ')})`
      const rows = await query(`select (${row})::text as row from ${name} t order by 1`)
      dump.set(
        name,
        rows.map((one) => String(one['row'])),
      )
    }
    return dump
  })
}

/** A number a table that changes with any of its rows: whether anything at all was written, in a tenth of a dump's time. */
export async function fingerprintOf(url: string): Promise<Record<string, string>> {
  return withQueries(url, async (query) => {
    const prints: Record<string, string> = {}
    for (const { name } of await tablesOf(query)) {
      const [found] = await query(
        `select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) as print from ${name} t`,
      )
      prints[name] = String(found?.['print'])
    }
    return prints
  })
}

/** What stands in one dump only, a few lines a table: two dumps are equal when there is nothing to tell. */
export function differences(one: Dump, other: Dump): string[] {
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((table) => {
    const [left, right] = [one.get(table) ?? [], other.get(table) ?? []]
    return [
      ...surplus(left, right, `${table} only in the first: `),
      ...surplus(right, left, `${table} only in the second: `),
    ]
  })
}

function surplus(rows: readonly string[], others: readonly string[], told: string): string[] {
  const left = new Map<string, number>()
  for (const row of others) left.set(row, (left.get(row) ?? 0) + 1)
  const extra = rows.filter((row) => {
    const count = left.get(row) ?? 0
    left.set(row, count - 1)
    return count <= 0
  })
  return extra.slice(0, 3).map((row) => `${told}${row} (and ${extra.length - 1} more)`)
}

/** How many rows each law finds wrong; healthy means 0 everywhere. */
export async function brokenLaws(url: string): Promise<string[]> {
  return withQueries(url, async (query) => {
    const laws = await query(`select viewname from pg_catalog.pg_views where schemaname = 'law' order by 1`)
    if (laws.length === 0) return ['there is no law']
    const broken: string[] = []
    for (const { viewname } of laws) {
      const [found] = await query(`select count(*)::text as rows from law.${String(viewname)}`)
      if (found?.['rows'] !== '0') broken.push(`${String(viewname)}: ${String(found?.['rows'])}`)
    }
    return broken
  })
}

type Query = (sql: string) => Promise<Record<string, unknown>[]>

async function tablesOf(query: Query): Promise<{ name: string; columns: readonly string[] }[]> {
  const tables = await query(
    `select format('%I.%I', table_schema, table_name) as name, string_agg(column_name, ' ') as columns
     from information_schema.tables join information_schema.columns using (table_schema, table_name)
     where table_schema in ('raw', 'stage', 'fact', 'report', 'ops') and table_type = 'BASE TABLE' group by 1 order by 1`,
  )
  return tables.map(({ name, columns }) => ({ name: String(name), columns: String(columns).split(' ') }))
}

async function withQueries<T>(url: string, work: (query: Query) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'a test that looks' })
  await client.connect()
  try {
    await client.query(`set TimeZone = 'UTC'; set search_path = pg_catalog`)
    return await work(async (sql) => (await client.query<Record<string, unknown>>(sql)).rows)
  } finally {
    await client.end()
  }
}
