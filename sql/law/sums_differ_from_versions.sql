-- Sums of hours or days that are not what their versions come to: the same amounts, and unknown where one of them is. Healthy
-- means empty.
create view law.sums_differ_from_versions as
select provider, region_id, model, kind, reason, status, begins, hourly,
  sum(effective_usd) filter (where summed) as effective_usd, sum(effective_usd) filter (where not summed) as effective_usd_of_versions,
  sum(effective_cny) filter (where summed) as effective_cny, sum(effective_cny) filter (where not summed) as effective_cny_of_versions
from (
  select true as summed, provider, region_id, model, kind, reason, status, hour::timestamp as begins, true as hourly, list_usd, effective_usd, list_cny,
    effective_cny, effective_unknown, unconverted_usd, unconverted_cny, rates_provisional, gpu_seconds, a100_seconds, prompt_tokens,
    generated_tokens, work_in, work_out, replica_hours
  from report.sum_hour
  union all
  select false, provider, region_id, model, kind, reason, status, hour::timestamp, true, list_usd, effective_usd, list_cny, effective_cny,
    effective_unknown, unconverted_usd, unconverted_cny, rates_provisional, gpu_seconds, a100_seconds, prompt_tokens,
    generated_tokens, work_in, work_out, replica_hours
  from report.model_hour
  join fact.model_version using (version_id)
  union all
  select true, provider, region_id, model, kind, reason, status, day, false, list_usd, effective_usd, list_cny, effective_cny,
    effective_unknown, unconverted_usd, unconverted_cny, rates_provisional, gpu_seconds, a100_seconds, prompt_tokens,
    generated_tokens, work_in, work_out, replica_hours
  from report.sum_day
  union all
  select false, provider, region_id, model, kind, reason, status, day, false, list_usd, effective_usd, list_cny, effective_cny,
    effective_unknown, unconverted_usd, unconverted_cny, rates_provisional, gpu_seconds, a100_seconds, prompt_tokens,
    generated_tokens, work_in, work_out, replica_hours
  from report.model_day
  join fact.model_version using (version_id)
) both_sides
group by provider, region_id, model, kind, reason, status, begins, hourly
having (
    sum(effective_unknown) filter (where summed), sum(unconverted_usd) filter (where summed), sum(unconverted_cny) filter (where summed),
    sum(rates_provisional) filter (where summed), sum(replica_hours) filter (where summed),
    sum(list_usd) filter (where summed), sum(effective_usd) filter (where summed), sum(list_cny) filter (where summed),
    sum(effective_cny) filter (where summed), sum(gpu_seconds) filter (where summed), sum(a100_seconds) filter (where summed),
    sum(prompt_tokens) filter (where summed),
    sum(generated_tokens) filter (where summed), sum(work_in) filter (where summed), sum(work_out) filter (where summed))
  is distinct from (
    sum(effective_unknown) filter (where not summed), sum(unconverted_usd) filter (where not summed), sum(unconverted_cny) filter (where not summed),
    sum(rates_provisional) filter (where not summed), sum(replica_hours) filter (where not summed),
    case when bool_and(list_usd is not null) filter (where not summed) then sum(list_usd) filter (where not summed) end,
    case when bool_and(effective_usd is not null) filter (where not summed) then sum(effective_usd) filter (where not summed) end,
    case when bool_and(list_cny is not null) filter (where not summed) then sum(list_cny) filter (where not summed) end,
    case when bool_and(effective_cny is not null) filter (where not summed) then sum(effective_cny) filter (where not summed) end,
    case when bool_and(gpu_seconds is not null) filter (where not summed) then sum(gpu_seconds) filter (where not summed) end,
    case when bool_and(a100_seconds is not null) filter (where not summed) then sum(a100_seconds) filter (where not summed) end,
    case when bool_and(prompt_tokens is not null) filter (where not summed) then sum(prompt_tokens) filter (where not summed) end,
    case when bool_and(generated_tokens is not null) filter (where not summed) then sum(generated_tokens) filter (where not summed) end,
    case when bool_and(work_in is not null) filter (where not summed) then sum(work_in) filter (where not summed) end,
    case when bool_and(work_out is not null) filter (where not summed) then sum(work_out) filter (where not summed) end)
