-- The key figures of a version, a day of the business time zone: what it cost (effective; serving and warm idle), the work it did
-- for that, and what a token and a request cost. Work on machines that are not billed yet is left out of the ratios and told
-- beside them. Input and output share the cost by the machines of each in hours in which prefill and decode are apart, else by the
-- day's weighted tokens (`phases_from`). What is not known is NULL. Utilisation is the share of its GPU time that it worked; batch
-- efficiency what it generated over what it would have at the pace of the best hours of its model on the same GPUs.
create view report.kpi_day as
select figures.day, model, version, status, cost_usd, cost_cny, serving_usd, serving_cny, warm_idle_usd, warm_idle_cny, gpu_seconds,
  a100_seconds, prompt_tokens, cached_tokens, generated_tokens, tokens, requests, unbilled_tokens,
  round(1000 * machine_usd / nullif(tokens, 0), 12) as usd_per_1k_tokens, round(1000 * machine_cny / nullif(tokens, 0), 12) as cny_per_1k_tokens,
  round(1000000 * machine_usd / nullif(tokens, 0), 12) as usd_per_1m_tokens,
  round(1000000 * machine_cny / nullif(tokens, 0), 12) as cny_per_1m_tokens,
  round(1000000 * phase.input_usd / nullif(prompt_tokens, 0), 12) as usd_per_1m_input_tokens,
  round(1000000 * phase.input_cny / nullif(prompt_tokens, 0), 12) as cny_per_1m_input_tokens,
  round(1000000 * (machine_usd - phase.input_usd) / nullif(generated_tokens, 0), 12) as usd_per_1m_output_tokens,
  round(1000000 * (machine_cny - phase.input_cny) / nullif(generated_tokens, 0), 12) as cny_per_1m_output_tokens,
  round(machine_usd / nullif(requests, 0), 12) as usd_per_request, round(machine_cny / nullif(requests, 0), 12) as cny_per_request,
  round(serving_seconds / nullif(gpu_seconds, 0), 6) as utilisation,
  round(warm_idle_usd / nullif(machine_usd, 0), 6) as idle_share,
  round(cached_tokens::numeric / nullif(prompt_tokens, 0), 6) as cache_hit_ratio,
  round(generated_tokens / nullif(gpu_seconds, 0), 6) as generated_per_gpu_second,
  (
    select round(sum(p.generated_tokens) / nullif(sum(p.gpu_seconds * b.generated_per_gpu_second), 0), 6)
    from report.pace_day p
    join report.best_pace b on b.model = figures.model and b.gpu_model = p.gpu_model and b.day = figures.day
    where p.version_id = figures.version_id and p.day = figures.day) as batch_efficiency,
  (
    select case when count(*) = count(l.generated_per_gpu_second)
      then round(sum(p.generated_tokens) / sum(p.gpu_seconds * l.generated_per_gpu_second), 6) end
    from report.pace_day p
    left join fact.pace_limit l on l.model = figures.model and l.gpu_model = p.gpu_model
    where p.version_id = figures.version_id and p.day = figures.day) as of_maximum,
  p50_seconds, p95_seconds, p99_seconds, saturated, coverage, replica_hours, replica_hours_not_exact, rates_provisional, phase.phases_from
from (
  select m.day, m.version_id, v.model, v.version,
    (array['estimated', 'preliminary', 'final'])[min(array_position(array['estimated', 'preliminary', 'final'], m.status))] as status,
    case when bool_and(effective_usd is not null) filter (where reason in ('', 'named')) then sum(effective_usd) filter (where reason in ('', 'named')) end as cost_usd,
    case when bool_and(effective_usd is not null) filter (where reason = '') then sum(effective_usd) filter (where reason = '') end as machine_usd,
    case when bool_and(effective_cny is not null) filter (where reason in ('', 'named')) then sum(effective_cny) filter (where reason in ('', 'named')) end as cost_cny,
    case when bool_and(effective_cny is not null) filter (where reason = '') then sum(effective_cny) filter (where reason = '') end as machine_cny,
    case when bool_and(effective_usd is not null) filter (where reason = '') then coalesce(sum(effective_usd) filter (where reason = '' and kind = 'serving'), 0) end as serving_usd,
    case when bool_and(effective_cny is not null) filter (where reason = '') then coalesce(sum(effective_cny) filter (where reason = '' and kind = 'serving'), 0) end as serving_cny,
    case when bool_and(effective_usd is not null) filter (where reason = '') then coalesce(sum(effective_usd) filter (where kind = 'warm_idle'), 0) end as warm_idle_usd,
    case when bool_and(effective_cny is not null) filter (where reason = '') then coalesce(sum(effective_cny) filter (where kind = 'warm_idle'), 0) end as warm_idle_cny,
    case when bool_and(gpu_seconds is not null) filter (where reason = '') then sum(gpu_seconds) filter (where reason = '') end as gpu_seconds,
    case when bool_and(gpu_seconds is not null) filter (where reason = '') then coalesce(sum(gpu_seconds) filter (where reason = '' and kind = 'serving'), 0) end as serving_seconds,
    case when bool_and(a100_seconds is not null) filter (where reason = '') then sum(a100_seconds) filter (where reason = '') end as a100_seconds,
    case when bool_and(prompt_tokens is not null) filter (where reason = '') then sum(prompt_tokens) filter (where reason = '') end as prompt_tokens,
    case when bool_and(cached_tokens is not null) filter (where reason = '') then sum(cached_tokens) filter (where reason = '') end as cached_tokens,
    case when bool_and(generated_tokens is not null) filter (where reason = '') then sum(generated_tokens) filter (where reason = '') end as generated_tokens,
    case when bool_and(prompt_tokens + generated_tokens is not null) filter (where reason = '') then sum(prompt_tokens + generated_tokens) filter (where reason = '') end as tokens,
    case when bool_and(requests is not null) filter (where reason = '') then sum(requests) filter (where reason = '') end as requests,
    case when bool_and(work_in + work_out is not null) filter (where reason = '') then sum(work_in) filter (where reason = '') end as work_in,
    case when bool_and(work_in + work_out is not null) filter (where reason = '') then sum(work_out) filter (where reason = '') end as work_out,
    coalesce(sum(prompt_tokens + generated_tokens) filter (where reason = 'unbilled'), 0) as unbilled_tokens,
    round(sum(coverage * replica_hours) / nullif(sum(replica_hours), 0), 6) as coverage,
    sum(replica_hours) as replica_hours, sum(replica_hours_not_exact) as replica_hours_not_exact,
    sum(rates_provisional) as rates_provisional
  from report.model_day m join fact.model_version v using (version_id)
  where m.version_id <> 0
  group by m.day, m.version_id, v.model, v.version
) figures
left join lateral (
  select l.p50_seconds, l.p95_seconds, l.p99_seconds, l.saturated from report.latency_by_version_day l
  where l.day = figures.day and l.version_id = figures.version_id and l.metric = 'e2e' offset 0 -- for each day, not of all
) latency on true
left join report.phase_day apart on apart.version_id = figures.version_id and apart.day = figures.day
cross join lateral (
  select read_usd + case when left_usd = 0 then 0 else left_usd * work_in / nullif(work_in + work_out, 0) end as input_usd,
    read_cny + case when left_cny = 0 then 0 else left_cny * work_in / nullif(work_in + work_out, 0) end as input_cny,
    case when apart.day is null then case when work_in + work_out > 0 then 'weights' end
      else concat_ws(',', apart.phases_from, case when (left_usd <> 0 or left_cny <> 0) and apart.phases_from !~ 'weights' then 'weights' end) end as phases_from
  from (
    select case when apart.day is null then 0 else apart.input_usd end as read_usd, case when apart.day is null then 0 else apart.input_cny end as read_cny,
      machine_usd - case when apart.day is null then 0 else apart.input_usd + apart.output_usd end as left_usd,
      machine_cny - case when apart.day is null then 0 else apart.input_cny + apart.output_cny end as left_cny
  ) parts
) phase
