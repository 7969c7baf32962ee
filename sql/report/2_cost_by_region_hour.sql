-- What each hour cost, effective, and the work it did, by cloud and region: fleet_hour without its models, for questions that do not
-- ask for them. `of_version`: false is money of no version.
create view report.cost_by_region_hour as
select hour, provider, region_id, of_version, kind, reason, status, effective_usd as cost_usd, effective_cny as cost_cny, list_usd, list_cny,
  effective_unknown as cost_unknown, unconverted_usd, unconverted_cny, rates_provisional, gpu_seconds, a100_seconds, prompt_tokens,
  generated_tokens, work_in, work_out, replica_hours
from report.region_hour
