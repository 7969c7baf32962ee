-- What each hour cost, effective, and the work it did, by cloud, region and model: cost_hour without its versions and accounts, for
-- questions that do not ask for them. Money of no version has no model.
create view report.fleet_hour as
select hour, provider, region_id, nullif(model, '') as model, kind, reason, status, effective_usd as cost_usd, effective_cny as cost_cny,
  list_usd, list_cny, effective_unknown as cost_unknown, unconverted_usd, unconverted_cny, rates_provisional, gpu_seconds, a100_seconds,
  prompt_tokens, generated_tokens, work_in, work_out, replica_hours
from report.sum_hour
