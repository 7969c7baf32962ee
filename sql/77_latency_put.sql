-- Latency of versions that is said now and was not. $1 load
insert into report.latency_hour (version_id, metric, layout_id, hour, counts, count, sum_seconds)
select version_id, metric, layout_id, hour, counts, count, sum_seconds
from stage.latency_hour
where load_id = $1::bigint
on conflict do nothing
