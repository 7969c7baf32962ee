-- The key figures of a version, a hour: what it cost (effective; serving and warm idle), the work it did for that, and
-- what a token and a request cost. Work on machines that are not billed yet is left out of the ratios and told beside
-- them. Input and output share the cost by the machines of each where prefill and decode are apart, else by weighted tokens
-- (`phases_from`). What is not known is NULL. Utilisation is the share of its
-- GPU time in which it had requests; what the GPUs themselves tell stands beside it, with the metric that says so. Batch
-- efficiency is what it generated over what it would have at the pace of the best hours of its model on the same GPUs
-- (report.batch_efficiency).
create view report.kpi_hour as
select figures.hour, model, version, status, cost_usd, cost_cny, serving_usd, serving_cny, warm_idle_usd, warm_idle_cny, gpu_seconds,
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
  gpu.utilisation as gpu_utilisation, gpu.utilisation_from as gpu_utilisation_from,
  round(warm_idle_usd / nullif(machine_usd, 0), 6) as idle_share,
  round(cached_tokens::numeric / nullif(prompt_tokens, 0), 6) as cache_hit_ratio,
  round(generated_tokens / nullif(gpu_seconds, 0), 6) as generated_per_gpu_second,
  (
    select round(sum(p.generated_tokens) / nullif(sum(p.gpu_seconds * b.generated_per_gpu_second), 0), 6)
    from report.pace_hour p
    join report.best_pace b on b.model = figures.model and b.gpu_model = p.gpu_model and b.day = (figures.hour at time zone figures.zone)::date
    where p.version_id = figures.version_id and p.hour = figures.hour) as batch_efficiency,
  (
    select case when count(*) = count(l.generated_per_gpu_second)
      then round(sum(p.generated_tokens) / sum(p.gpu_seconds * l.generated_per_gpu_second), 6) end
    from report.pace_hour p
    left join fact.pace_limit l on l.model = figures.model and l.gpu_model = p.gpu_model
    where p.version_id = figures.version_id and p.hour = figures.hour) as of_maximum,
  p50_seconds, p95_seconds, p99_seconds, saturated, coverage, replica_hours, replica_hours_not_exact, rates_provisional, phase.phases_from
from (
  select m.hour, m.version_id, v.model, v.version,
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
    sum(rates_provisional) as rates_provisional,
    (select business_time_zone from ops.split_settings order by load_id desc limit 1) as zone
  from report.model_hour m
  join fact.model_version v using (version_id)
  where m.version_id <> 0
  group by m.hour, m.version_id, v.model, v.version
) figures
left join lateral (
  select l.p50_seconds, l.p95_seconds, l.p99_seconds, l.saturated from report.latency_by_version_hour l
  where l.hour = figures.hour and l.version_id = figures.version_id and l.metric = 'e2e' offset 0 -- for each hour, not of all
) latency on true
left join lateral (
  select g.utilisation, g.utilisation_from from report.gpu_version_hour g
  where g.hour = figures.hour and g.version_id = figures.version_id offset 0
) gpu on true
left join report.phase_hour apart on apart.version_id = figures.version_id and apart.hour = figures.hour
cross join lateral (
  select case when apart.hour is null then machine_usd * work_in / nullif(work_in + work_out, 0) else apart.input_usd end as input_usd,
    case when apart.hour is null then machine_cny * work_in / nullif(work_in + work_out, 0) else apart.input_cny end as input_cny,
    coalesce(apart.phases_from, case when work_in + work_out > 0 then 'weights' end) as phases_from
) phase
