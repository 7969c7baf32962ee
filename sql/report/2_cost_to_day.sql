-- What the month of each version had come to in a cloud by the end of each day: the days between two of them are their difference, and
-- what is not known of them too. `parts`: rows of days in it; a difference without any holds nothing.
create view report.cost_to_day as
select s.day, s.provider, s.version_id, nullif(v.model, '') as model,
  case when v.version_id <> 0 then coalesce(nullif(v.version, ''), '(none)') end as version, s.kind, s.reason, s.status, s.parts,
  s.effective_usd as cost_usd, s.effective_cny as cost_cny, s.gpu_seconds, s.a100_seconds, s.prompt_tokens, s.cached_tokens,
  s.generated_tokens, s.requests, s.effective_usd_unknown as cost_usd_unknown, s.effective_cny_unknown as cost_cny_unknown,
  s.gpu_seconds_unknown, s.a100_seconds_unknown, s.prompt_tokens_unknown,
  s.cached_tokens_unknown, s.generated_tokens_unknown, s.requests_unknown,
  s.replica_hours, s.seen_hours, s.last_request_day
from report.sum_to_day s
join fact.model_version v using (version_id)
