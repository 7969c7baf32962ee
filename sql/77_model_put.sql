-- What is said now and was not. $1 load
insert into report.model_hour
  (version_id, provider, billing_account_id, region_id, kind, reason, status, hour, list_usd, billed_usd,
   effective_usd, list_cny, billed_cny, effective_cny, list_unknown, billed_unknown, effective_unknown,
   unconverted_usd, unconverted_cny, resource_hours, rates_provisional, gpu_seconds, a100_seconds, prompt_tokens,
   cached_tokens, generated_tokens, requests, work_in, work_out, running_seconds, replica_hours,
   replica_hours_not_exact, coverage)
select
  version_id, provider, billing_account_id, region_id, kind, reason, status, hour, list_usd, billed_usd,
  effective_usd, list_cny, billed_cny, effective_cny, list_unknown, billed_unknown, effective_unknown,
  unconverted_usd, unconverted_cny, resource_hours, rates_provisional, gpu_seconds, a100_seconds, prompt_tokens,
  cached_tokens, generated_tokens, requests, work_in, work_out, running_seconds, replica_hours,
  replica_hours_not_exact, coverage
from stage.model_hour
where load_id = $1::bigint
on conflict do nothing
