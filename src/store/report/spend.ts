/** Where the money of a range went: by provider, by kind and by day, from the days that are reported. */
import type { ReportCurrency, ReportRange, Spend } from '../../records/report.js'
import type { PoolClient } from '../pool.js'

/** All of it first; then by provider, the most first, by kind, and by day. Work without a bill adds no money and is counted. */
export async function spendOf(client: PoolClient, range: ReportRange, currency: ReportCurrency): Promise<Spend[]> {
  const { rows } = await client.query<Spend>(
    `select case grouping(provider, kind, day) when 7 then 'all' when 3 then 'provider' when 5 then 'kind'
         when 1 then 'provider_kind' when 6 then 'day' else 'day_kind' end as of,
       provider, kind, to_char(day, 'YYYY-MM-DD') as day,
       case when bool_and(cost is not null) filter (where billed) then sum(cost) filter (where billed) end as cost,
       coalesce(sum(cost) filter (where billed), 0) as known,
       (array['estimated', 'preliminary', 'final'])[min(array_position(array['estimated', 'preliminary', 'final'], status))] as status,
       coalesce(sum(effective_unknown) filter (where billed), 0)::text as unknown,
       coalesce(sum(unconverted) filter (where billed), 0)::text as unconverted, sum(rates_provisional)::text as provisional,
       coalesce(sum(replica_hours) filter (where not billed), 0)::text as unbilled
     from (
       select provider, kind, day, status, reason <> 'unbilled' as billed, effective_unknown, rates_provisional, replica_hours,
         case $3 when 'USD' then effective_usd else effective_cny end as cost,
         case $3 when 'USD' then unconverted_usd else unconverted_cny end as unconverted
       from report.model_day where day >= $1 and day < $2
     ) days
     group by grouping sets ((), (provider), (kind), (provider, kind), (day), (day, kind))
     order by grouping(provider, kind, day) desc, day, sum(cost) desc nulls last, provider collate "C", kind`,
    [range.from, range.to, currency],
  )
  return rows
}
