-- How long requests took, a version and day of the business time zone: replicas with other buckets are added on the bounds that all of them have, before
-- a percentile is taken, and the rank's bucket is divided evenly. A rank beyond the last bound is at least that (`saturated`).
create view report.latency_by_version_day as
select day, version_id, metric, requests,
  case when bounds[half] = 'Infinity' then coalesce(bounds[half - 1], 0)
    else coalesce(bounds[half - 1], 0) + (bounds[half] - coalesce(bounds[half - 1], 0))
      * (0.5 * requests - coalesce(upto[half - 1], 0)) / (upto[half] - coalesce(upto[half - 1], 0)) end as p50_seconds,
  case when bounds[most] = 'Infinity' then coalesce(bounds[most - 1], 0)
    else coalesce(bounds[most - 1], 0) + (bounds[most] - coalesce(bounds[most - 1], 0))
      * (0.95 * requests - coalesce(upto[most - 1], 0)) / (upto[most] - coalesce(upto[most - 1], 0)) end as p95_seconds,
  case when bounds[last] = 'Infinity' then coalesce(bounds[last - 1], 0)
    else coalesce(bounds[last - 1], 0) + (bounds[last] - coalesce(bounds[last - 1], 0))
      * (0.99 * requests - coalesce(upto[last - 1], 0)) / (upto[last] - coalesce(upto[last - 1], 0)) end as p99_seconds,
  bounds[last] = 'Infinity' as saturated
from (
  select told.day, told.version_id, told.metric, layout.bounds, cumulated.upto
  from (
    select day, version_id, metric, min(layout_id) as layout_id, min(counts) as counts
    from report.latency_day
    group by day, version_id, metric
    having count(*) = 1
  ) told
  join fact.bucket_layout layout using (layout_id)
  cross join lateral (
    select array_agg(upto order by place) as upto
    from (select place, sum(counted) over (order by place) as upto from unnest(told.counts) with ordinality as bucket(counted, place)) buckets
  ) cumulated
  union all
  select day, version_id, metric, array_agg(upper order by upper), array_agg(upto order by upper)
  from (
    select day, version_id, metric, upper, sum(upto) as upto
    from (
      select told.day, told.version_id, told.metric, bucket.upper, told.layouts,
        sum(bucket.counted) over (partition by told.day, told.version_id, told.metric, l.layout_id order by bucket.upper) as upto
      from (
        select day, version_id, metric, count(*) as layouts
        from report.latency_day
        group by day, version_id, metric
        having count(*) > 1
      ) told
      join report.latency_day l using (day, version_id, metric)
      join fact.bucket_layout using (layout_id)
      cross join unnest(bounds, l.counts) as bucket(upper, counted)
    ) buckets
    group by day, version_id, metric, upper, layouts
    having count(*) = layouts
  ) common
  group by day, version_id, metric
) histogram
cross join lateral (select upto[cardinality(upto)] as requests) total
-- The first bucket that each rank is not beyond: ranks are of hundredths, and what is counted is whole.
cross join lateral (
  select width_bucket(0.5 * requests - 0.001, upto) + 1 as half, width_bucket(0.95 * requests - 0.001, upto) + 1 as most,
    width_bucket(0.99 * requests - 0.001, upto) + 1 as last
) place
where requests > 0
