-- The same by month, without regions and accounts: what lists of versions over long ranges add up. `seen_hours` over
-- `replica_hours` is the coverage.
create view report.cost_month as
select s.month, s.provider, s.version_id, nullif(v.model, '') as model,
  case when v.version_id <> 0 then coalesce(nullif(v.version, ''), '(none)') end as version, s.kind, s.reason, s.status,
  s.effective_usd as cost_usd, s.effective_cny as cost_cny, s.gpu_seconds, s.a100_seconds, s.prompt_tokens, s.cached_tokens, s.generated_tokens,
  s.requests, s.replica_hours, s.seen_hours, s.last_request_day::timestamp at time zone c.business_time_zone as last_request
from report.sum_month s
join fact.model_version v using (version_id)
cross join report.calendar c
