-- The GPUs of a machine in an hour, in GPU-seconds: seen by their exporter, held (by pods, as Kubernetes tells, else by the
-- replicas that were placed there), busy, and idle, which is seen and not busy. What one of its cards leaves open is NULL.
create view report.gpu_machine_hour as
select hour, source, provider, resource_id, node, cards, seen_seconds,
  coalesce(by_pods, by_replicas) as held_seconds,
  case when by_pods is not null then 'kubernetes' when by_replicas is not null then 'deployment' end as held_from,
  busy_seconds, seen_seconds - busy_seconds as idle_seconds, round(busy_seconds / nullif(seen_seconds, 0), 6) as utilisation,
  busy_from, energy_kwh
from (
  select g.hour, g.source, g.provider, g.resource_id, g.node, count(*) as cards, sum(g.seen_ms) / 1000 as seen_seconds,
    case when bool_and(g.busy_ms is not null) then sum(g.busy_ms) / 1000 end as busy_seconds,
    string_agg(distinct g.busy_from, ',' order by g.busy_from) as busy_from,
    case when bool_and(g.energy_mj is not null) then round(sum(g.energy_mj) / 3600000000, 12) end as energy_kwh, (
      select round(sum(p.gpu_ms) / 1000, 6)
      from fact.pod_hour p
      where p.hour = g.hour and p.source = g.source and p.node = g.node) as by_pods, (
      select round(sum(h.gpus * (h.held_to - h.held_from)) / 1000, 6)
      from fact.holder_hour h
      where h.hour = g.hour and h.resource_id = g.resource_id and h.source = g.source) as by_replicas
  from report.gpu_card_hour g
  group by g.hour, g.source, g.provider, g.resource_id, g.node
) machine
