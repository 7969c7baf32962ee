/** What a database holds, table by table, so that a test can say that nothing at all was written. */
import type { Ledger } from './ledger.js'

export type Contents = Readonly<Record<string, readonly string[]>>

/** Every row of every table of ours as text, with the transaction that wrote it: a row rewritten as it was shows, too. */
export async function contentsOf(ledger: Ledger): Promise<Contents> {
  const tables = await ledger.rows(
    `select format('%I.%I', schemaname, tablename) as name from pg_catalog.pg_tables
     where schemaname in ('raw', 'stage', 'fact', 'report', 'ops') order by name`,
  )
  const contents: Record<string, readonly string[]> = {}
  for (const { name } of tables) {
    const rows = await ledger.rows(`select t.xmin::text || ' ' || t::text as row from ${String(name)} t order by 1`)
    contents[String(name)] = rows.map(({ row }) => String(row))
  }
  return contents
}

/** What counts of a state: lines, hours and windows, without load ids, clocks and the resources of lines long gone. */
export async function meaningOf(ledger: Ledger): Promise<Contents> {
  const questions = {
    lines: `select to_jsonb(l) - 'load_id' - 'recorded_at' as row from fact.bill_line l`,
    hours: 'select to_jsonb(h) as row from fact.resource_hour h',
    resources: `select to_jsonb(r) as row from fact.resource r
      where exists (select from fact.bill_line l where l.resource_key = r.resource_key)`,
    windows: `select to_jsonb(w) - 'load_id' as row from ops.window w`,
  }
  const meaning: Record<string, readonly string[]> = {}
  for (const [name, question] of Object.entries(questions)) {
    const rows = await ledger.rows(`select row::text from (${question}) x order by 1`)
    meaning[name] = rows.map(({ row }) => String(row))
  }
  return meaning
}

/** The differences of every law view; empty when the ledger is sound. */
export async function complaintsOf(ledger: Ledger): Promise<Contents> {
  const views = await ledger.rows(
    `select viewname as name from pg_catalog.pg_views where schemaname = 'law' order by 1`,
  )
  const found: Record<string, readonly string[]> = {}
  for (const { name } of views) {
    const rows = await ledger.rows(`select v::text as row from law.${String(name)} v`)
    if (rows.length > 0) found[String(name)] = rows.map(({ row }) => String(row))
  }
  return found
}
