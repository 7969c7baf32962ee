-- How busy the GPUs of a version were in an hour, and which metric says so: those whose exporter names a pod of it, else those
-- of a machine that it held alone. Slices count by their part of the card; memory is that of the fullest of them. A card that several versions had is nobody's here,
-- for no exporter says whose work it did.
create view fact.version_gpu as
select version_id, hour, count(*) as gpus, round(sum(seen_ms * part) / 1000, 6) as seen_seconds,
  round(sum(busy_ms * part) / 1000, 6) as busy_seconds, string_agg(distinct busy_from, ',' order by busy_from) as utilisation_from, max(memory_peak_share) as memory_peak_share,
  max(memory_peak_bytes) as memory_peak_bytes, max(memory_total_bytes) as memory_total_bytes
from (
  select hour, source, device, slice, min(version_id) as version_id, min(seen_ms) as seen_ms, min(busy_ms) as busy_ms,
    min(part) as part, min(busy_from) as busy_from,
    max(memory_peak_share) as memory_peak_share, max(memory_peak_bytes) as memory_peak_bytes, max(memory_total_bytes) as memory_total_bytes
  from (
    select g.hour, g.source, g.device, g.slice, h.version_id, g.seen_ms, g.busy_ms, g.busy_from,
      case when g.slice = '' then 1 else g.slices::numeric / g.of_slices end as part,
      round(g.memory_peak_bytes::numeric / nullif(g.memory_total_bytes, 0), 6) as memory_peak_share, g.memory_peak_bytes, g.memory_total_bytes
    from fact.gpu_hour g
    join fact.usage_hour u
      on u.hour = g.hour and u.source = g.source and (u.labels ->> 'namespace') || '/' || (u.labels ->> 'pod') = any(g.pods)
    join fact.holder_hour h
      on h.hour = u.hour and h.source = u.source and h.replica = u.replica and h.served_model = u.served_model
    where g.busy_ms is not null
    union all
    select g.hour, g.source, g.device, g.slice, h.version_id, g.seen_ms, g.busy_ms, g.busy_from,
      case when g.slice = '' then 1 else g.slices::numeric / g.of_slices end,
      round(g.memory_peak_bytes::numeric / nullif(g.memory_total_bytes, 0), 6), g.memory_peak_bytes, g.memory_total_bytes
    from fact.gpu_hour g
    join fact.holder_hour h on h.hour = g.hour and h.resource_id = g.resource_id
    where g.busy_ms is not null and g.pods = '{}'
  ) held
  group by hour, source, device, slice
  having min(version_id) = max(version_id)
) own
group by hour, version_id
