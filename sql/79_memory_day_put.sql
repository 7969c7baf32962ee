-- The most memory that one GPU of each version had in days of the business time zone, the most of its KV cache that was taken, and
-- of how many GPUs its largest replica was. $1 days, $2 time zone
insert into report.memory_day (version_id, day, memory_peak_bytes, memory_total_bytes, kv_cache_peak, replica_gpus)
select version_id, day, max(memory_peak_bytes), max(memory_total_bytes), max(kv_cache_peak), max(replica_gpus)
from (
  select d.day, g.version_id, g.memory_peak_bytes, g.memory_total_bytes, null::numeric as kv_cache_peak, null::numeric as replica_gpus
  from unnest($1::date[]) as d(day)
  join report.gpu_version_hour g
    on g.hour >= d.day::timestamp at time zone $2::text and g.hour < (d.day + 1)::timestamp at time zone $2::text
  union all
  select d.day, h.version_id, null, null, u.kv_cache_peak, h.gpus
  from unnest($1::date[]) as d(day)
  join fact.holder_hour h
    on h.hour >= d.day::timestamp at time zone $2::text and h.hour < (d.day + 1)::timestamp at time zone $2::text
  join fact.usage_hour u
    on u.hour = h.hour and u.source = h.source and u.replica = h.replica and u.served_model = h.served_model
) told
where version_id <> 0
group by version_id, day
