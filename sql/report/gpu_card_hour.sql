-- A row for each card and hour: busy time of a card in slices is that of its slices, each weighted by its part of the card,
-- and what lies in no slice is idle. `sliced` says how much of it lies in slices, never more than 1 but for a fault. Where one
-- slice tells nothing of how busy it was, or nobody knows how large it is, nothing is known of the card.
create view report.gpu_card_hour as
select hour, source, device, max(exporter) as exporter, max(node) as node, max(provider) as provider,
  max(resource_id) as resource_id, max(gpu_model) as gpu_model, max(seen_ms) as seen_ms,
  case when count(*) filter (where slice <> '') = 0 then max(busy_ms)
    when bool_and(busy_ms is not null and slices is not null) filter (where slice <> '')
      then round(sum(busy_ms * slices::numeric / of_slices) filter (where slice <> ''))::bigint end as busy_ms,
  case when count(*) filter (where slice <> '') = 0 then max(busy_from)
    else string_agg(distinct busy_from, ',' order by busy_from) filter (where slice <> '') end as busy_from,
  case when count(*) filter (where slice <> '') = 0 then max(memory_peak_bytes)
    else sum(memory_peak_bytes) filter (where slice <> '')::bigint end as memory_peak_bytes,
  case when bool_and(slices is not null) filter (where slice <> '')
    then round(sum(slices::numeric / of_slices) filter (where slice <> ''), 6) end as sliced,
  sum(energy_mj) filter (where slice = '')::bigint as energy_mj
from fact.gpu_hour
group by hour, source, device
