-- Weeks of models, teams, requests and GPUs that are not what their days come to. Rows that agree stand in pairs. Healthy means empty.
create view law.weeks_differ_from_days as
select 'sum_week' as kept, week, concat_ws(' ', provider, region_id, model, kind, reason, status) as key, effective_usd as figure
from (
  select week, provider, region_id, model, kind, reason, status,
    list_usd, effective_usd, list_cny, effective_cny, effective_unknown, unconverted_usd, unconverted_cny, rates_provisional,
    gpu_seconds, a100_seconds, prompt_tokens, generated_tokens, work_in, work_out, replica_hours
  from report.sum_week
  union all
  select date_trunc('week', day::timestamp)::date, provider, region_id, model, kind, reason, status,
    case when count(list_usd) = count(*) then sum(list_usd) end,
    case when count(effective_usd) = count(*) then sum(effective_usd) end,
    case when count(list_cny) = count(*) then sum(list_cny) end,
    case when count(effective_cny) = count(*) then sum(effective_cny) end, sum(effective_unknown), sum(unconverted_usd),
    sum(unconverted_cny), sum(rates_provisional), case when count(gpu_seconds) = count(*) then sum(gpu_seconds) end,
    case when count(a100_seconds) = count(*) then sum(a100_seconds) end,
    case when count(prompt_tokens) = count(*) then sum(prompt_tokens) end,
    case when count(generated_tokens) = count(*) then sum(generated_tokens) end,
    case when count(work_in) = count(*) then sum(work_in) end, case when count(work_out) = count(*) then sum(work_out) end,
    sum(replica_hours)
  from report.sum_day
  group by date_trunc('week', day::timestamp), provider, region_id, model, kind, reason, status
) models
group by week, provider, region_id, model, kind, reason, status,
  list_usd, effective_usd, list_cny, effective_cny, effective_unknown, unconverted_usd, unconverted_cny, rates_provisional,
  gpu_seconds, a100_seconds, prompt_tokens, generated_tokens, work_in, work_out, replica_hours
having count(*) <> 2
union all
select 'team_week', week, concat_ws(' ', provider, team, env), effective_usd
from (
  select week, provider, team, env, effective_usd, effective_cny, effective_unknown, unconverted_usd, unconverted_cny
  from report.team_week
  union all
  select date_trunc('week', day::timestamp)::date, provider, team, env, sum(effective_usd), sum(effective_cny), sum(effective_unknown),
    sum(unconverted_usd), sum(unconverted_cny)
  from report.team_day
  group by date_trunc('week', day::timestamp), provider, team, env
) teams
group by week, provider, team, env, effective_usd, effective_cny, effective_unknown, unconverted_usd, unconverted_cny
having count(*) <> 2
union all
select 'request_week', week, concat_ws(' ', told_by, name), requests
from (
  select week, told_by, name, requests
  from report.request_week
  union all
  select date_trunc('week', day::timestamp)::date, told_by, name, case when count(requests) = count(*) then sum(requests) end
  from report.request_day
  group by date_trunc('week', day::timestamp), told_by, name
) requests
group by week, told_by, name, requests
having count(*) <> 2
union all
select 'gpu_device_week', week, concat_ws(' ', exporter, source, device), energy_mj
from (
  select week, exporter, source, device, node, hours, last_hour::timestamptz as last_hour, seen_ms, busy_ms, busy_of_ms, energy_mj
  from report.gpu_device_week
  union all
  select date_trunc('week', day::timestamp)::date, exporter, source, device, max(node), sum(hours), max(last_hour), sum(seen_ms),
    sum(busy_ms), sum(busy_of_ms), case when count(energy_mj) = count(*) then sum(energy_mj) end
  from report.gpu_device_day
  group by date_trunc('week', day::timestamp), exporter, source, device
) devices
group by week, exporter, source, device, node, hours, last_hour, seen_ms, busy_ms, busy_of_ms, energy_mj
having count(*) <> 2
