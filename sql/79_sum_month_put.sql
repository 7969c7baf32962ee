-- Months of versions in each cloud, added up from their days. A sum of which a day is unknown is unknown. $1 days
insert into report.sum_month
  (version_id, provider, kind, reason, status, month, effective_usd, effective_cny, gpu_seconds, a100_seconds, prompt_tokens,
   cached_tokens, generated_tokens, requests, replica_hours, seen_hours, last_request_day)
select
  version_id, provider, kind, reason, status, months.month,
  case when bool_and(effective_usd is not null) then sum(effective_usd) end,
  case when bool_and(effective_cny is not null) then sum(effective_cny) end,
  case when bool_and(gpu_seconds is not null) then sum(gpu_seconds) end,
  case when bool_and(a100_seconds is not null) then sum(a100_seconds) end,
  case when bool_and(prompt_tokens is not null) then sum(prompt_tokens) end,
  case when bool_and(cached_tokens is not null) then sum(cached_tokens) end,
  case when bool_and(generated_tokens is not null) then sum(generated_tokens) end,
  case when bool_and(requests is not null) then sum(requests) end,
  sum(replica_hours), sum(coverage * replica_hours), max(day) filter (where requests > 0)
from (select distinct date_trunc('month', day)::date as month from unnest($1::date[]) as day) months
join report.model_day d on d.day >= months.month and d.day < (months.month + interval '1 month')::date
group by version_id, provider, kind, reason, status, months.month
