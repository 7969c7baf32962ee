-- The same by week of the business time zone, Monday to Sunday, with the moment at which each begins and how many hours it has.
create view report.team_spend_week as
select t.week, t.week::timestamp at time zone c.business_time_zone as week_start,
  extract(epoch from (t.week + 7)::timestamp at time zone c.business_time_zone - t.week::timestamp at time zone c.business_time_zone) / 3600 as hours,
  t.provider, coalesce(nullif(t.team, ''), '(none)') as team, coalesce(nullif(t.env, ''), '(none)') as env,
  case when t.effective_unknown = 0 and t.unconverted_usd = 0 then t.effective_usd end as cost_usd,
  case when t.effective_unknown = 0 and t.unconverted_cny = 0 then t.effective_cny end as cost_cny,
  t.effective_unknown as cost_unknown, t.unconverted_usd, t.unconverted_cny
from report.team_week t
cross join report.calendar c
