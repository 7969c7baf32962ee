-- How long requests took, a model version and hour: the bucket in which the rank falls, divided evenly, as Prometheus does.
-- Buckets are added before a percentile is taken, never percentiles; only buckets of equal bounds are added, so a model that
-- has two layouts in an hour has two rows. A rank in the last, open bucket is at least its lower bound: `saturated`.
create view report.latency as
select hour, model, version, metric, layout_id, requests,
  max(case when rank = 0.5 then seconds end) as p50_seconds,
  max(case when rank = 0.95 then seconds end) as p95_seconds,
  max(case when rank = 0.99 then seconds end) as p99_seconds,
  coalesce(bool_or(open), false) as saturated, sum_seconds / nullif(requests, 0) as mean_seconds
from (
  select hour, model, version, metric, layout_id, sum_seconds, requests, rank, lower, upper = 'Infinity' as open,
    case when upper = 'Infinity' then lower else lower + (upper - lower) * (rank * requests - upto + counted) / counted end
      as seconds,
    row_number() over (partition by hour, model, version, metric, layout_id, rank order by upper) as nth
  from (
    select b.*, ranks.rank,
      coalesce(lag(upper) over (partition by hour, model, version, metric, layout_id, ranks.rank order by upper), 0) as lower,
      sum(counted) over (partition by hour, model, version, metric, layout_id, ranks.rank order by upper) as upto
    from (
      select hour, model, version, metric, layout_id, bound.upper, sum(l.counts[bound.place]) as counted,
        sum(sum(l.counts[bound.place])) over (partition by hour, model, version, metric, layout_id) as requests,
        case when count(*) = count(l.sum_seconds) then sum(l.sum_seconds) end as sum_seconds
      from (
        select l.*, coalesce(d.model, l.served_model) as model, d.version
        from fact.latency_bucket_hour l
        left join fact.deployment d
          on d.source = l.source and d.replica = l.replica and d.served_model = l.served_model and d.from_hour <= l.hour
          and d.to_hour > l.hour
      ) l
      join fact.bucket_layout using (layout_id)
      cross join unnest(bounds) with ordinality as bound(upper, place)
      group by hour, model, version, metric, layout_id, bound.upper
    ) b
    cross join (values (0.5), (0.95), (0.99)) as ranks(rank)
  ) cumulated
  where counted > 0 and upto >= rank * requests
) reached
where nth = 1
group by hour, model, version, metric, layout_id, requests, sum_seconds
