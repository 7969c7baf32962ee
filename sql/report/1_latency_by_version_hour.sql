-- How long requests took, a version and hour: replicas with other buckets are added on the bounds that all of them have, before a
-- percentile is taken, and the rank's bucket is divided evenly. A rank beyond the last bound is at least that (`saturated`).
create view report.latency_by_version_hour as
select hour, version_id, metric, requests, max(seconds) filter (where rank = 0.5) as p50_seconds,
  max(seconds) filter (where rank = 0.95) as p95_seconds, max(seconds) filter (where rank = 0.99) as p99_seconds,
  bool_or(rank = 0.99 and upper = 'Infinity') as saturated
from (
  select told.hour, told.version_id, told.metric, bucket.requests, rank, bucket.upper,
    case when upper = 'Infinity' then lower else lower + (upper - lower) * (rank * requests - below) / (upto - below) end as seconds
  from (
    select hour, version_id, metric, count(*) as layouts, min(layout_id) as layout_id, min(counts) as counts
    from report.latency_hour
    group by hour, version_id, metric
  ) told
  join fact.bucket_layout layout using (layout_id)
  cross join lateral (
    select upper, upto, coalesce(lag(upto) over bounds, 0) as below, coalesce(lag(upper) over bounds, 0) as lower,
      max(upto) over () as requests
    from (
      select upper, sum(requests) over (order by upper) as upto
      from unnest(layout.bounds, told.counts) as bucket(upper, requests)
      where told.layouts = 1
      union all
      select upper, sum(upto)
      from (
        select bucket.upper, sum(bucket.requests) over (partition by l.layout_id order by bucket.upper) as upto
        from report.latency_hour l
        join fact.bucket_layout other using (layout_id)
        cross join unnest(other.bounds, l.counts) as bucket(upper, requests)
        where l.version_id = told.version_id and l.hour = told.hour and l.metric = told.metric
      ) cumulated
      where told.layouts > 1
      group by upper
      having count(*) = told.layouts
    ) common
    window bounds as (order by upper)
  ) bucket
  cross join (values (0.5), (0.95), (0.99)) as ranks(rank)
  where rank * requests > below and rank * requests <= upto
) ranked
group by hour, version_id, metric, requests
