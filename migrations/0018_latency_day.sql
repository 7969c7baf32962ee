-- Requests by latency of versions by day: percentiles over a year are of 365 rows of buckets and not of 8,760.
create table report.latency_day (
  version_id bigint not null,
  metric text not null collate "C",
  layout_id bigint not null,
  day date not null,
  counts bigint[] not null,
  primary key (version_id, day, metric, layout_id)
);

-- What is reported already.
insert into report.latency_day (version_id, metric, layout_id, day, counts)
select version_id, metric, layout_id, day,
  array(
    select sum(requests)::bigint
    from unnest(hours) with ordinality as bucket(requests, nth)
    group by (nth - 1) % array_length(hours, 2)
    order by (nth - 1) % array_length(hours, 2)
  )
from (
  select version_id, metric, layout_id, (hour at time zone zone)::date as day, array_agg(counts) as hours
  from report.latency_hour
  cross join (
    select coalesce((select business_time_zone from ops.split_settings order by load_id desc limit 1), 'Asia/Shanghai') as zone
  ) settings
  group by version_id, metric, layout_id, (hour at time zone zone)::date
) days;
