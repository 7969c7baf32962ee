-- The same four hours added up, over accounts and regions. A sum of which an hour is unknown is unknown. $1 load
insert into report.sum_four_hours
  (version_id, provider, kind, reason, status, from_hour, effective_usd, effective_cny, gpu_seconds, a100_seconds, prompt_tokens,
   cached_tokens, generated_tokens, requests, last_request, replica_hours, seen_hours)
select
  version_id, provider, kind, reason, status, date_bin('4 hours', hour::timestamptz, '2000-01-01Z'),
  case when count(effective_usd) = count(*) then sum(effective_usd) end,
  case when count(effective_cny) = count(*) then sum(effective_cny) end,
  case when count(gpu_seconds) = count(*) then sum(gpu_seconds) end,
  case when count(a100_seconds) = count(*) then sum(a100_seconds) end,
  case when count(prompt_tokens) = count(*) then sum(prompt_tokens) end,
  case when count(cached_tokens) = count(*) then sum(cached_tokens) end,
  case when count(generated_tokens) = count(*) then sum(generated_tokens) end,
  case when count(requests) = count(*) then sum(requests) end,
  max(hour) filter (where requests > 0), sum(replica_hours), sum(coverage * replica_hours)
from (
  select distinct date_bin('4 hours', hour::timestamptz, '2000-01-01Z') as from_hour from stage.rolled where load_id = $1::bigint
) rolled
join report.model_hour on hour >= from_hour and hour < from_hour + interval '4 hours'
group by version_id, provider, kind, reason, status, date_bin('4 hours', hour::timestamptz, '2000-01-01Z')
order by 6, version_id
