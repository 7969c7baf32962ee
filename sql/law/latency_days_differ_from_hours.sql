-- Days of latency whose buckets are not what their hours' come to. Healthy means empty.
create view law.latency_days_differ_from_hours as
select version_id, metric, layout_id, day, place, sum(requests) as difference
from (
  select version_id, metric, layout_id, day, place, requests
  from report.latency_day
  cross join unnest(counts) with ordinality as bucket(requests, place)
  union all
  select version_id, metric, layout_id,
    (hour at time zone coalesce((select business_time_zone from ops.split_settings order by load_id desc limit 1), 'Asia/Shanghai'))::date,
    place, -requests
  from report.latency_hour
  cross join unnest(counts) with ordinality as bucket(requests, place)
) both_sides
group by version_id, metric, layout_id, day, place
having sum(requests) <> 0
