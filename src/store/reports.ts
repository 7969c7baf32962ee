/** Questions that commands ask of what is stored. Amounts are exact decimal texts. */
import type { PoolClient } from './pool.js'

export interface Reason {
  readonly column_name: string
  readonly reason: string
  readonly lines: string
  /** Of the first such line. */
  readonly file: string
  readonly record: string
  readonly value: string | null
}

/** Why a load rejected lines, most first. */
export async function reasonsOf(client: PoolClient, loadId: string): Promise<Reason[]> {
  const { rows } = await client.query<Reason>(
    `select column_name, reason, count(*)::text as lines,
       (array_agg(file order by file, record))[1] as file, (array_agg(record order by file, record))[1]::text as record,
       (array_agg(value order by file, record))[1] as value
     from raw.rejected where load_id = $1
     group by column_name, reason order by count(*) desc, column_name, reason limit 50`,
    [loadId],
  )
  return rows
}

export interface Restated {
  readonly resource_id: string
  readonly billing_currency: string
  readonly periods: string
  readonly before: string
  readonly after: string
  readonly change: string
}

/** What a load restated, a resource a row, the largest change first. */
export async function restatedBy(client: PoolClient, loadId: string): Promise<Restated[]> {
  const { rows } = await client.query<Restated>(
    `select resource_id, billing_currency, count(*)::text as periods, sum(billed_cost_before)::text as before,
       sum(billed_cost_after)::text as after, sum(billed_cost_change)::text as change
     from report.restatement where load_id = $1
     group by resource_id, billing_currency order by abs(sum(billed_cost_change)) desc, resource_id limit 20`,
    [loadId],
  )
  return rows
}
