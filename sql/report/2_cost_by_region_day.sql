-- The same by day of the business time zone, with the moment at which each begins and how many hours it has.
create view report.cost_by_region_day as
select day, b.day_start, b.hours,
  provider, region_id, of_version, kind, reason, status, effective_usd as cost_usd, effective_cny as cost_cny, list_usd, list_cny,
  effective_unknown as cost_unknown, unconverted_usd, unconverted_cny, rates_provisional, gpu_seconds, a100_seconds, prompt_tokens,
  generated_tokens, work_in, work_out, replica_hours
from report.region_day
left join report.business_day b using (day)
