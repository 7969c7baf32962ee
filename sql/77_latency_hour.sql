-- Requests by latency of each version's hour: the buckets of its replicas added up, place by place. $1 load
insert into stage.latency_hour (load_id, version_id, metric, layout_id, hour, counts, count, sum_seconds)
select $1::bigint, version_id, metric, layout_id, hour, array_agg(requests order by place), sum(requests), min(sum_seconds)
from (
  select h.version_id, l.metric, l.layout_id, l.hour, bucket.place, sum(bucket.requests)::bigint as requests,
    sum(case when bucket.place = 1 then l.sum_seconds end) as sum_seconds
  from stage.rolled t
  join fact.latency_bucket_hour l using (hour)
  join (
    select distinct hour, source, replica, served_model, version_id
    from fact.holder_hour
    where hour in (select hour from stage.rolled where load_id = $1::bigint)
  ) h using (hour, source, replica, served_model)
  cross join unnest(l.counts) with ordinality as bucket(requests, place)
  where t.load_id = $1::bigint
  group by h.version_id, l.metric, l.layout_id, l.hour, bucket.place
) buckets
group by version_id, metric, layout_id, hour
