-- How long requests took, a version and day of the business time zone: replicas with other buckets are added on the bounds that all of them have, before
-- a percentile is taken, and the rank's bucket is divided evenly. A rank beyond the last bound is at least that (`saturated`).
create view report.latency_by_version_day as
select day, version_id, metric, requests,
  max(case when 0.5 * requests > below and 0.5 * requests <= upto then lower + width * (0.5 * requests - below) / (upto - below) end) as p50_seconds,
  max(case when 0.95 * requests > below and 0.95 * requests <= upto then lower + width * (0.95 * requests - below) / (upto - below) end) as p95_seconds,
  max(case when 0.99 * requests > below and 0.99 * requests <= upto then lower + width * (0.99 * requests - below) / (upto - below) end) as p99_seconds,
  bool_or(0.99 * requests > below and upper = 'Infinity') as saturated
from (
  select day, version_id, metric, upper, upto, requests, coalesce(lag(upto) over bounds, 0) as below, coalesce(lag(upper) over bounds, 0) as lower,
    case when upper = 'Infinity' then 0 else upper - coalesce(lag(upper) over bounds, 0) end as width
  from (
    select day, version_id, metric, upper, sum(upto) as upto,
      max(sum(requests)) over (partition by day, version_id, metric) as requests, count(*) as layouts,
      max(count(*)) over (partition by day, version_id, metric) as all_layouts
    from (
      select l.version_id, l.metric, l.layout_id, l.day, bound.upper,
        sum(sum(l.counts[bound.place])) over (layout order by bound.upper) as upto,
        sum(sum(l.counts[bound.place])) over layout as requests
      from report.latency_day l
      join fact.bucket_layout using (layout_id)
      cross join unnest(bounds) with ordinality as bound(upper, place)
      group by 1, 2, 3, 4, bound.upper
      window layout as (partition by l.version_id, l.metric, l.layout_id, l.day)
    ) cumulated
    group by day, version_id, metric, upper
  ) common
  where layouts = all_layouts
  window bounds as (partition by day, version_id, metric order by upper)
) buckets
group by day, version_id, metric, requests
having sum(requests) > 0
