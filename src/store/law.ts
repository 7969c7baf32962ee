/** The laws over the whole base: views of schema law name what is wrong, report.law shows that it adds up. */
import { ConfigError } from '../errors.js'
import type { PoolClient } from './pool.js'

/** One law and the first rows that break it. */
export interface LawCheck {
  /** The view's name, which says what is wrong: `law.hours_differ_from_lines`. */
  readonly law: string
  /** How many rows break it; 0 is healthy. */
  readonly broken: string
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/** What the bill says and what the hours say, of one account, period and currency. Exact texts. */
export interface LawLine {
  readonly provider: string
  readonly billing_account_id: string
  readonly billing_period: string
  readonly billing_currency: string
  readonly line_count: string | null
  readonly billed_lines: string | null
  readonly billed_hours: string | null
  readonly effective_lines: string | null
  readonly effective_hours: string | null
  readonly billed_difference: string
  readonly effective_difference: string
  readonly list_difference: string
  readonly contracted_difference: string
  readonly line_difference: string
}

/**
 * Asks every law, and shows at most `most` rows of what breaks each.
 * @throws ConfigError when the database has no laws: a check that asks nothing must not say that all is well
 */
export async function checkLaws(client: PoolClient, most = 20): Promise<LawCheck[]> {
  const views = await client.query<{ law: string; quoted: string }>(
    `select schemaname || '.' || viewname as law, format('%I.%I', schemaname, viewname) as quoted
     from pg_catalog.pg_views where schemaname = 'law' order by 1`,
  )
  if (views.rows.length === 0) throw new ConfigError('The database has no views of laws. Run tokenledger migrate.')
  const checks: LawCheck[] = []
  for (const { law, quoted } of views.rows) {
    const { rows } = await client.query<Record<string, unknown>>(`select * from ${quoted} limit ${most}`)
    const all =
      rows.length < most
        ? undefined
        : await client.query<{ broken: string }>(`select count(*) as broken from ${quoted}`)
    checks.push({ law, broken: all?.rows[0]?.broken ?? String(rows.length), rows })
  }
  return checks
}

/** The law's line for every account, period and currency. */
export async function lawLines(client: PoolClient): Promise<LawLine[]> {
  const { rows } = await client.query<LawLine>(
    `select provider, billing_account_id, billing_period, billing_currency, line_count, billed_lines, billed_hours,
       effective_lines, effective_hours, billed_difference, effective_difference, list_difference,
       contracted_difference, line_difference
     from report.law order by billing_period desc, billing_currency desc, provider, billing_account_id`,
  )
  return rows
}
