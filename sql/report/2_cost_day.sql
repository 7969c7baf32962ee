-- The same by day of the business time zone, with the moment at which each begins and how many hours it has.
create view report.cost_day as
select m.day, b.day_start, b.hours,
  m.provider, m.billing_account_id, m.region_id, m.version_id, nullif(v.model, '') as model,
  case when v.version_id <> 0 then coalesce(nullif(v.version, ''), '(none)') end as version, m.kind, m.reason, m.status,
  m.effective_usd as cost_usd, m.effective_cny as cost_cny, m.billed_usd, m.billed_cny, m.list_usd, m.list_cny,
  m.effective_unknown as cost_unknown, m.unconverted_usd, m.unconverted_cny, m.resource_hours, m.rates_provisional, m.gpu_seconds,
  m.a100_seconds, m.prompt_tokens, m.cached_tokens, m.generated_tokens, m.requests, m.work_in, m.work_out, m.running_seconds,
  m.replica_hours, m.replica_hours_not_exact, m.coverage, m.coverage * m.replica_hours as seen_hours,
  case when m.requests > 0 then b.day_start end as last_request
from report.model_day m
join fact.model_version v using (version_id)
left join report.business_day b using (day)
