-- Latency whose buckets nobody knows, or that does not add up to its count. Healthy means empty.
create view law.latency_without_layout as
select l.hour, l.source, l.replica, l.served_model, l.metric, l.layout_id, l.count
from fact.latency_bucket_hour l
left join fact.bucket_layout b using (layout_id)
where cardinality(b.bounds) is distinct from cardinality(l.counts) or l.count <> (select sum(one) from unnest(l.counts) as one)
