-- Hours and days of requests that are not what replicas told: by served name, and by endpoint. Healthy means empty.
create view law.requests_differ_from_usage as
select told_by, name, hour, day, sum(requests) as requests
from (
  select told_by, name, hour, null::date as day, requests, requests is null as open, 1 as side
  from report.request_hour
  union all
  select 'served_model', served_model, hour, null, -sum(requests), count(*) <> count(requests), 0
  from fact.usage_hour
  group by served_model, hour
  union all
  select 'endpoint', e.key, hour, null, -sum(e.value::numeric), false, 0
  from fact.usage_hour
  cross join jsonb_each_text(requests_by_endpoint) e
  group by e.key, hour
  union all
  select told_by, name, null, day, requests, requests is null, 1
  from report.request_day
  union all
  select told_by, name, null, (hour at time zone coalesce((select business_time_zone from ops.split_settings order by load_id desc limit 1), 'Asia/Shanghai'))::date, -sum(requests), count(*) <> count(requests), 0
  from report.request_hour
  group by told_by, name, (hour at time zone coalesce((select business_time_zone from ops.split_settings order by load_id desc limit 1), 'Asia/Shanghai'))::date
) both_sides
group by told_by, name, hour, day
having max(side) = min(side) or bool_or(open and side = 1) <> bool_or(open and side = 0) or not bool_or(open) and sum(requests) <> 0
