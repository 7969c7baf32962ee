-- What each card, and each slice of one, did in an hour: the share of the time it was seen that it worked (and which metric
-- says so), the memory it held, the energy it took. Energy is of the whole card; what its exporter does not tell is NULL.
create view report.gpu_hour as
select hour, source, device, slice, exporter, node, provider, resource_id, gpu_model, mig_profile, slices, of_slices,
  round(slices::numeric / of_slices, 6) as part_of_card, pods, seen_ms, unobserved_ms,
  round(seen_ms / 3600000.0, 6) as coverage, samples, busy_ms, round(busy_ms::numeric / nullif(seen_ms, 0), 6) as utilisation,
  busy_from, memory_mean_bytes, memory_peak_bytes, memory_total_bytes,
  round(memory_peak_bytes::numeric / nullif(memory_total_bytes, 0), 6) as memory_peak_share, energy_mj,
  round(energy_mj / 3600000000.0, 12) as energy_kwh, energy_from, reasons, pod_busy_ms
from fact.gpu_hour
