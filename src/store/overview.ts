/** What it all costs at a glance: the largest services and resources of each currency, and what restatements changed. */
import type { PoolClient } from './pool.js'

/** A service or a resource; what comes after the largest, together; or everything. Amounts are exact texts, null unknown. */
export interface Cost {
  readonly kind: 'one' | 'others' | 'all'
  readonly billing_currency: string
  readonly provider: string | null
  readonly name: string | null
  /** How many services or resources stand in this row. */
  readonly things: string
  readonly list_cost: string | null
  readonly billed_cost: string
  readonly effective_cost: string | null
  /** Of the largest effective cost of its currency, in percent. */
  readonly percent: number | null
}

const bases = {
  service: `select provider, billing_currency, coalesce(service_name, 'none') as name, list_cost, billed_cost,
      effective_cost from report.cost_by_service`,
  resource: `select provider, billing_currency, resource_id as name, list_cost, billed_cost, effective_cost
    from report.cost_by_resource`,
} as const

/** The `most` largest of each currency by effective cost, the others in one row, and the sum. Currencies are never added. */
export async function costsBy(client: PoolClient, what: keyof typeof bases, most: number): Promise<Cost[]> {
  const { rows } = await client.query<Cost>(
    `select case when grouping(rank) = 1 then 'all' when rank > $1 then 'others' else 'one' end as kind,
       billing_currency, case when rank <= $1 then min(provider) end as provider,
       case when rank <= $1 then min(name) end as name, count(*)::text as things,
       case when count(list_cost) = count(*) then sum(list_cost) end as list_cost, sum(billed_cost) as billed_cost,
       case when count(effective_cost) = count(*) then sum(effective_cost) end as effective_cost,
       case when rank <= $1 then round(100 * sum(effective_cost) / nullif(max(largest), 0))::int end as percent
     from (
       select *, max(effective_cost) over (partition by billing_currency) as largest,
         least($1 + 1, row_number() over (partition by billing_currency
           order by effective_cost desc nulls first, provider, name)) as rank
       from (${bases[what]}) costs
     ) ranked
     group by grouping sets ((billing_currency, rank), (billing_currency))
     order by billing_currency desc, grouping(rank), rank`,
    [most],
  )
  return rows
}

/** What changed of a resource; without a resource, of all of them. */
export interface Change {
  readonly resource_id: string | null
  readonly billing_currency: string
  readonly periods: string
  readonly before: string
  readonly after: string
  readonly change: string
}

/** What bills that were restated changed, and the sum of each currency. A line that was never billed before is none of it. */
export async function billRestatements(client: PoolClient): Promise<Change[]> {
  const { rows } = await client.query<Change>(
    `select resource_id, billing_currency, count(*) as periods, sum(billed_cost_before) as before,
       sum(billed_cost_after) as after, sum(billed_cost_change) as change
     from report.restatement where billed_cost_change <> 0
     group by grouping sets ((billing_currency, resource_id), (billing_currency))
     order by billing_currency desc, grouping(resource_id), abs(sum(billed_cost_change)) desc, resource_id`,
  )
  return rows
}

/** Whether a bill was ever loaded. */
export async function anythingLoaded(client: PoolClient): Promise<boolean> {
  const { rowCount } = await client.query('select from ops.run where command like $1 limit 1', ['bills %'])
  return (rowCount ?? 0) > 0
}
