-- Of each version, its batch efficiency in percent on the last whole day of the business time zone that it has one, not older than
-- 3 days.
create view report.alert_low_batch_efficiency as
select model || ':' || version as subject, model, version, ''::text as provider, round(100 * batch_efficiency, 2) as value,
  cost_usd as now_usd, cost_cny as now_cny, null::numeric as usual_usd, null::numeric as usual_cny,
  day::timestamp at time zone zone as since
from (
  select k.*, business_time_zone as zone, row_number() over (partition by model, version order by day desc) as place
  from report.kpi_day k
  cross join report.calendar
  where day >= (select today - 3 from report.calendar) and day < (select today from report.calendar) and batch_efficiency is not null
) days
where place = 1
