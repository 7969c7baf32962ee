-- Requests by latency of days of the business time zone: the buckets of their hours, place by place. $1 days, $2 time zone
insert into report.latency_day (version_id, metric, layout_id, day, counts)
select version_id, metric, layout_id, day,
  array(
    select sum(requests)::bigint
    from unnest(hours) with ordinality as bucket(requests, nth)
    group by (nth - 1) % array_length(hours, 2)
    order by (nth - 1) % array_length(hours, 2)
  )
from (
  select l.version_id, l.metric, l.layout_id, days.day, array_agg(l.counts) as hours
  from unnest($1::date[]) as days(day)
  join report.latency_hour l
    on l.hour >= days.day::timestamp at time zone $2::text and l.hour < (days.day + 1)::timestamp at time zone $2::text
  group by l.version_id, l.metric, l.layout_id, days.day
) days
