-- Days of the business time zone, added up from their hours. A sum of which an hour is unknown is unknown. $1 days, $2 time zone
insert into report.model_day
  (version_id, provider, billing_account_id, region_id, kind, reason, status, day, list_usd, billed_usd,
   effective_usd, list_cny, billed_cny, effective_cny, list_unknown, billed_unknown, effective_unknown,
   unconverted_usd, unconverted_cny, resource_hours, rates_provisional, gpu_seconds, a100_seconds, prompt_tokens,
   cached_tokens, generated_tokens, requests, work_in, work_out, running_seconds, replica_hours,
   replica_hours_not_exact, coverage)
select
  version_id, provider, billing_account_id, region_id, kind, reason, status, day,
  case when bool_and(list_usd is not null) then sum(list_usd) end,
  case when bool_and(billed_usd is not null) then sum(billed_usd) end,
  case when bool_and(effective_usd is not null) then sum(effective_usd) end,
  case when bool_and(list_cny is not null) then sum(list_cny) end,
  case when bool_and(billed_cny is not null) then sum(billed_cny) end,
  case when bool_and(effective_cny is not null) then sum(effective_cny) end,
  sum(list_unknown), sum(billed_unknown), sum(effective_unknown), sum(unconverted_usd), sum(unconverted_cny),
  sum(resource_hours), sum(rates_provisional),
  case when bool_and(gpu_seconds is not null) then sum(gpu_seconds) end,
  case when bool_and(a100_seconds is not null) then sum(a100_seconds) end,
  case when bool_and(prompt_tokens is not null) then sum(prompt_tokens) end,
  case when bool_and(cached_tokens is not null) then sum(cached_tokens) end,
  case when bool_and(generated_tokens is not null) then sum(generated_tokens) end,
  case when bool_and(requests is not null) then sum(requests) end,
  case when bool_and(work_in is not null) then sum(work_in) end,
  case when bool_and(work_out is not null) then sum(work_out) end,
  case when bool_and(running_seconds is not null) then sum(running_seconds) end,
  sum(replica_hours), sum(replica_hours_not_exact),
  round(sum(coverage * replica_hours) / nullif(sum(replica_hours), 0), 6)
from (
  select h.*, days.day
  from unnest($1::date[]) as days(day)
  join report.model_hour h
    on h.hour >= days.day::timestamp at time zone $2::text and h.hour < (days.day + 1)::timestamp at time zone $2::text
) hours
group by
  version_id, provider, billing_account_id, region_id, kind, reason, status, day
