-- Months of versions that are not what their days come to: the same sums, and unknown where a day is. Healthy means empty.
create view law.months_differ_from_days as
select version_id, provider, kind, reason, status, month,
  sum(effective_usd) filter (where kept) as effective_usd, sum(effective_usd) filter (where not kept) as effective_usd_of_days,
  sum(requests) filter (where kept) as requests, sum(requests) filter (where not kept) as requests_of_days
from (
  select true as kept, version_id, provider, kind, reason, status, month, effective_usd, effective_cny, gpu_seconds, a100_seconds, prompt_tokens,
    cached_tokens, generated_tokens, requests, replica_hours, seen_hours, last_request_day
  from report.sum_month
  union all
  select false, version_id, provider, kind, reason, status, date_trunc('month', day)::date, effective_usd, effective_cny, gpu_seconds, a100_seconds,
    prompt_tokens, cached_tokens, generated_tokens, requests, replica_hours, coverage * replica_hours, case when requests > 0 then day end
  from report.model_day
) both_sides
group by version_id, provider, kind, reason, status, month
having (
    sum(replica_hours) filter (where kept), sum(seen_hours) filter (where kept), max(last_request_day) filter (where kept),
    sum(effective_usd) filter (where kept),
    sum(effective_cny) filter (where kept),
    sum(gpu_seconds) filter (where kept),
    sum(a100_seconds) filter (where kept),
    sum(prompt_tokens) filter (where kept),
    sum(cached_tokens) filter (where kept),
    sum(generated_tokens) filter (where kept),
    sum(requests) filter (where kept))
  is distinct from (
    sum(replica_hours) filter (where not kept), sum(seen_hours) filter (where not kept), max(last_request_day) filter (where not kept),
    case when bool_and(effective_usd is not null) filter (where not kept) then sum(effective_usd) filter (where not kept) end,
    case when bool_and(effective_cny is not null) filter (where not kept) then sum(effective_cny) filter (where not kept) end,
    case when bool_and(gpu_seconds is not null) filter (where not kept) then sum(gpu_seconds) filter (where not kept) end,
    case when bool_and(a100_seconds is not null) filter (where not kept) then sum(a100_seconds) filter (where not kept) end,
    case when bool_and(prompt_tokens is not null) filter (where not kept) then sum(prompt_tokens) filter (where not kept) end,
    case when bool_and(cached_tokens is not null) filter (where not kept) then sum(cached_tokens) filter (where not kept) end,
    case when bool_and(generated_tokens is not null) filter (where not kept) then sum(generated_tokens) filter (where not kept) end,
    case when bool_and(requests is not null) filter (where not kept) then sum(requests) filter (where not kept) end)
