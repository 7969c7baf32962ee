-- Hours and days of regions that are not what their models come to: the same amounts, and unknown where one of them is. Rows that
-- agree stand in pairs. Healthy means empty.
create view law.regions_differ_from_models as
select kept, begins, provider, region_id, of_version, kind, reason, status, effective_usd, effective_cny
from (
  select 'region_hour' as kept, hour::timestamp as begins, provider, region_id, of_version, kind, reason, status,
    list_usd, effective_usd, list_cny, effective_cny, effective_unknown, unconverted_usd, unconverted_cny, rates_provisional,
    gpu_seconds, a100_seconds, prompt_tokens, generated_tokens, work_in, work_out, replica_hours
  from report.region_hour
  union all
  select 'region_hour', hour::timestamp, provider, region_id, model <> '', kind, reason, status,
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
  from report.sum_hour
  group by hour, provider, region_id, model <> '', kind, reason, status
  union all
  select 'region_day' as kept, day::timestamp as begins, provider, region_id, of_version, kind, reason, status,
    list_usd, effective_usd, list_cny, effective_cny, effective_unknown, unconverted_usd, unconverted_cny, rates_provisional,
    gpu_seconds, a100_seconds, prompt_tokens, generated_tokens, work_in, work_out, replica_hours
  from report.region_day
  union all
  select 'region_day', day::timestamp, provider, region_id, model <> '', kind, reason, status,
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
  group by day, provider, region_id, model <> '', kind, reason, status
) both_sides
group by kept, begins, provider, region_id, of_version, kind, reason, status,
  list_usd, effective_usd, list_cny, effective_cny, effective_unknown, unconverted_usd, unconverted_cny, rates_provisional,
  gpu_seconds, a100_seconds, prompt_tokens, generated_tokens, work_in, work_out, replica_hours
having count(*) <> 2
