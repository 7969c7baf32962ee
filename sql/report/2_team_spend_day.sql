-- The same by day of the business time zone, with the moment at which each begins and how many hours it has.
create view report.team_spend_day as
select t.day, b.day_start, b.hours, t.provider, coalesce(nullif(t.team, ''), '(none)') as team, coalesce(nullif(t.env, ''), '(none)') as env,
  case when t.effective_unknown = 0 and t.unconverted_usd = 0 then t.effective_usd end as cost_usd,
  case when t.effective_unknown = 0 and t.unconverted_cny = 0 then t.effective_cny end as cost_cny,
  t.effective_unknown as cost_unknown, t.unconverted_usd, t.unconverted_cny
from report.team_day t
left join report.business_day b using (day)
