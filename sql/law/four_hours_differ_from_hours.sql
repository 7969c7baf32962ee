-- Four hours of a version that are not what these come to. Rows that agree stand in pairs. Healthy means empty.
create view law.four_hours_differ_from_hours as
select from_hour, version_id, provider, kind, reason, status, effective_usd, effective_cny
from (
  select from_hour, version_id, provider, kind, reason, status, effective_usd, effective_cny, gpu_seconds, a100_seconds, prompt_tokens,
    cached_tokens, generated_tokens, requests, last_request, replica_hours, seen_hours
  from report.sum_four_hours
  union all
  select date_bin('4 hours', hour::timestamptz, '2000-01-01Z'), version_id, provider, kind, reason, status,
    case when count(effective_usd) = count(*) then sum(effective_usd) end,
    case when count(effective_cny) = count(*) then sum(effective_cny) end,
    case when count(gpu_seconds) = count(*) then sum(gpu_seconds) end,
    case when count(a100_seconds) = count(*) then sum(a100_seconds) end,
    case when count(prompt_tokens) = count(*) then sum(prompt_tokens) end,
    case when count(cached_tokens) = count(*) then sum(cached_tokens) end,
    case when count(generated_tokens) = count(*) then sum(generated_tokens) end,
    case when count(requests) = count(*) then sum(requests) end,
    max(hour::timestamptz) filter (where requests > 0), sum(replica_hours), sum(coverage * replica_hours)
  from report.model_hour
  group by date_bin('4 hours', hour::timestamptz, '2000-01-01Z'), version_id, provider, kind, reason, status
) both_sides
group by from_hour, version_id, provider, kind, reason, status, effective_usd, effective_cny, gpu_seconds, a100_seconds, prompt_tokens,
  cached_tokens, generated_tokens, requests, last_request, replica_hours, seen_hours
having count(*) <> 2
