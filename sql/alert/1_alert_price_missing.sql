-- How many GPU-hours of the last seven whole days versions had on each type of machine that has no price on demand, where prices
-- are kept at all: without a file of them nobody asked for any.
create view report.alert_price_missing as
select concat_ws(' ', m.provider, nullif(m.region_id, ''), m.instance_type) as subject, ''::text as model, ''::text as version, m.provider,
  m.gpu_hours as value, m.cost_usd as now_usd, m.cost_cny as now_cny, null::numeric as usual_usd, null::numeric as usual_cny,
  m.since::timestamp at time zone c.business_time_zone as since
from report.price_missing m
cross join report.calendar c
where exists (select from fact.price)
