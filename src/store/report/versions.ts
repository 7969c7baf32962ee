/** What each version cost and did in a range, by the rules that `report.kpi_day` has for a day. */
import type { ReportCurrency, ReportRange, ReportedVersion } from '../../records/report.js'
import type { PoolClient } from '../pool.js'

/** $1 and $2: the range of days; $3: the currency; $4: the business time zone. */
export const VERSION_FIGURES = `
  select version_id, model, version, status, cost, serving, warm_idle, machine, tokens, requests, covered_days,
    round(1000 * machine / nullif(tokens, 0), 12) as per_1k_tokens,
    round(1000000 * machine / nullif(tokens, 0), 12) as per_1m_tokens,
    round(serving_seconds / nullif(gpu_seconds, 0), 6) as utilisation,
    round(cached_tokens::numeric / nullif(prompt_tokens, 0), 6) as cache_hit_ratio,
    (
      select round(sum(p.generated_tokens) / nullif(sum(p.gpu_seconds * b.generated_per_gpu_second), 0), 6)
      from report.pace_hour p
      join report.best_pace b on b.model = figures.model and b.gpu_model = p.gpu_model and b.day = (p.hour at time zone $4)::date
      where p.version_id = figures.version_id and p.hour >= $1::date::timestamp at time zone $4
        and p.hour < $2::date::timestamp at time zone $4) as batch_efficiency,
    coverage, unknown, unconverted, provisional, unbilled, not_exact
  from (
    select m.version_id, v.model, v.version,
      (array['estimated', 'preliminary', 'final'])[min(array_position(array['estimated', 'preliminary', 'final'], status))] as status,
      case when bool_and(cost is not null) filter (where reason <> 'unbilled') then sum(cost) filter (where reason <> 'unbilled') end as cost,
      case when bool_and(cost is not null) filter (where reason = '') then sum(cost) filter (where reason = '') end as machine,
      case when bool_and(cost is not null) filter (where reason = '') then coalesce(sum(cost) filter (where reason = '' and kind = 'serving'), 0) end as serving,
      case when bool_and(cost is not null) filter (where reason = '') then coalesce(sum(cost) filter (where kind = 'warm_idle'), 0) end as warm_idle,
      case when bool_and(prompt_tokens + generated_tokens is not null) filter (where reason = '') then sum(prompt_tokens + generated_tokens) filter (where reason = '') end as tokens,
      case when bool_and(requests is not null) filter (where reason = '') then sum(requests) filter (where reason = '') end as requests,
      case when bool_and(prompt_tokens is not null) filter (where reason = '') then sum(prompt_tokens) filter (where reason = '') end as prompt_tokens,
      case when bool_and(cached_tokens is not null) filter (where reason = '') then sum(cached_tokens) filter (where reason = '') end as cached_tokens,
      case when bool_and(gpu_seconds is not null) filter (where reason = '') then sum(gpu_seconds) filter (where reason = '') end as gpu_seconds,
      case when bool_and(gpu_seconds is not null) filter (where reason = '') then coalesce(sum(gpu_seconds) filter (where reason = '' and kind = 'serving'), 0) end as serving_seconds,
      count(distinct day) filter (where reason = '') as covered_days,
      round(sum(coverage * replica_hours) / nullif(sum(replica_hours), 0), 6) as coverage,
      coalesce(sum(effective_unknown) filter (where reason <> 'unbilled'), 0)::text as unknown,
      coalesce(sum(unconverted) filter (where reason <> 'unbilled'), 0)::text as unconverted, sum(rates_provisional)::text as provisional,
      coalesce(sum(replica_hours) filter (where reason = 'unbilled'), 0)::text as unbilled, sum(replica_hours_not_exact)::text as not_exact
    from (
      select *, case $3 when 'USD' then effective_usd else effective_cny end as cost,
        case $3 when 'USD' then unconverted_usd else unconverted_cny end as unconverted
      from report.model_day where day >= $1::date and day < $2::date and version_id <> 0
    ) m
    join fact.model_version v using (version_id)
    group by m.version_id, v.model, v.version
  ) figures`

/** Dearest first, those of which nobody knows the cost before all. */
export async function versionsOf(
  client: PoolClient,
  range: ReportRange,
  currency: ReportCurrency,
): Promise<ReportedVersion[]> {
  const { rows } = await client.query<ReportedVersion>(
    `select model, version, status, cost, serving, warm_idle, tokens, requests, per_1k_tokens, per_1m_tokens, utilisation,
       cache_hit_ratio, batch_efficiency, round(latency.p99_seconds::numeric, 6) as p99_seconds, coalesce(latency.saturated, false) as saturated,
       coverage, unknown, unconverted, provisional, unbilled, not_exact, coalesce(days, '[]') as days
     from (${VERSION_FIGURES}) versions
     left join (
       select version_id, max(p99_seconds) as p99_seconds,
         bool_or(saturated) as saturated
       from report.latency_by_version_day where metric = 'e2e' and day >= $1::date and day < $2::date group by version_id
     ) latency using (version_id)
     left join (
       select version_id, jsonb_agg(jsonb_build_object('day', day, 'cost', cost::text) order by day) as days
       from (
         select version_id, day, sum(case $3 when 'USD' then effective_usd else effective_cny end) as cost
         from report.model_day where day >= $1::date and day < $2::date and reason <> 'unbilled' group by version_id, day
       ) known
       where cost is not null group by version_id
     ) courses using (version_id)
     order by cost desc nulls first, model collate "C", version collate "C"`,
    [range.from, range.to, currency, range.zone],
  )
  return rows
}
