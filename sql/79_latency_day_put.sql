-- Requests by latency of days of the business time zone: the buckets of their hours, place by place. $1 days, $2 time zone
insert into report.latency_day (version_id, metric, layout_id, day, counts)
select version_id, metric, layout_id, day, array_agg(requests order by place)
from (
  select l.version_id, l.metric, l.layout_id, days.day, bucket.place, sum(bucket.requests)::bigint as requests
  from unnest($1::date[]) as days(day)
  join report.latency_hour l
    on l.hour >= days.day::timestamp at time zone $2::text and l.hour < (days.day + 1)::timestamp at time zone $2::text
  cross join unnest(l.counts) with ordinality as bucket(requests, place)
  group by l.version_id, l.metric, l.layout_id, days.day, bucket.place
) buckets
group by version_id, metric, layout_id, day
