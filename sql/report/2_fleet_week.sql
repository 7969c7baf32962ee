-- The same by week of the business time zone, Monday to Sunday, with the moment at which each begins and how many hours it has.
create view report.fleet_week as
select w.week, w.week::timestamp at time zone c.business_time_zone as week_start,
  extract(epoch from (w.week + 7)::timestamp at time zone c.business_time_zone - w.week::timestamp at time zone c.business_time_zone) / 3600 as hours,
  w.provider, w.region_id, nullif(w.model, '') as model, w.kind, w.reason, w.status, w.effective_usd as cost_usd, w.effective_cny as cost_cny,
  w.list_usd, w.list_cny, w.effective_unknown as cost_unknown, w.unconverted_usd, w.unconverted_cny, w.rates_provisional, w.gpu_seconds,
  w.a100_seconds, w.prompt_tokens, w.generated_tokens, w.work_in, w.work_out, w.replica_hours
from report.sum_week w
cross join report.calendar c
