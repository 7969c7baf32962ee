-- Days of versions that are not what their hours come to: the same sums, and unknown where an hour is. The days are those of
-- the business time zone. Healthy means empty.
create view law.days_differ_from_hours as
select version_id, provider, billing_account_id, region_id, kind, reason, status, day,
  coalesce(sum(resource_hours) filter (where of_day), 0) - coalesce(sum(resource_hours) filter (where not of_day), 0) as resource_hours,
  coalesce(sum(replica_hours) filter (where of_day), 0) - coalesce(sum(replica_hours) filter (where not of_day), 0) as replica_hours,
  sum(requests) filter (where of_day) as requests, sum(requests) filter (where not of_day) as requests_of_hours,
  sum(effective_usd) filter (where of_day) as effective_usd, sum(effective_usd) filter (where not of_day) as effective_usd_of_hours,
  sum(effective_cny) filter (where of_day) as effective_cny, sum(effective_cny) filter (where not of_day) as effective_cny_of_hours
from (
  select true as of_day, version_id, provider, billing_account_id, region_id, kind, reason, status, day, resource_hours,
    replica_hours, list_usd, billed_usd, effective_usd, list_cny, billed_cny, effective_cny, gpu_seconds, prompt_tokens,
    generated_tokens, requests
  from report.model_day
  union all
  select false, version_id, provider, billing_account_id, region_id, kind, reason, status,
    (hour at time zone (select business_time_zone from ops.split_settings order by load_id desc limit 1))::date,
    resource_hours, replica_hours, list_usd, billed_usd, effective_usd, list_cny, billed_cny, effective_cny, gpu_seconds,
    prompt_tokens, generated_tokens, requests
  from report.model_hour
) both_sides
group by version_id, provider, billing_account_id, region_id, kind, reason, status, day
having (
    sum(resource_hours) filter (where of_day), sum(replica_hours) filter (where of_day),
    sum(list_usd) filter (where of_day), sum(billed_usd) filter (where of_day), sum(effective_usd) filter (where of_day),
    sum(list_cny) filter (where of_day), sum(billed_cny) filter (where of_day), sum(effective_cny) filter (where of_day),
    sum(gpu_seconds) filter (where of_day), sum(prompt_tokens) filter (where of_day),
    sum(generated_tokens) filter (where of_day), sum(requests) filter (where of_day))
  is distinct from (
    sum(resource_hours) filter (where not of_day), sum(replica_hours) filter (where not of_day),
    case when bool_and(list_usd is not null) filter (where not of_day) then sum(list_usd) filter (where not of_day) end,
    case when bool_and(billed_usd is not null) filter (where not of_day) then sum(billed_usd) filter (where not of_day) end,
    case when bool_and(effective_usd is not null) filter (where not of_day) then sum(effective_usd) filter (where not of_day) end,
    case when bool_and(list_cny is not null) filter (where not of_day) then sum(list_cny) filter (where not of_day) end,
    case when bool_and(billed_cny is not null) filter (where not of_day) then sum(billed_cny) filter (where not of_day) end,
    case when bool_and(effective_cny is not null) filter (where not of_day) then sum(effective_cny) filter (where not of_day) end,
    case when bool_and(gpu_seconds is not null) filter (where not of_day) then sum(gpu_seconds) filter (where not of_day) end,
    case when bool_and(prompt_tokens is not null) filter (where not of_day) then sum(prompt_tokens) filter (where not of_day) end,
    case when bool_and(generated_tokens is not null) filter (where not of_day) then sum(generated_tokens) filter (where not of_day) end,
    case when bool_and(requests is not null) filter (where not of_day) then sum(requests) filter (where not of_day) end)
