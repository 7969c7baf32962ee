-- GPUs of an hour as they are said now, where they differ. $1 load
insert into fact.gpu_hour
  (hour, source, device, slice, exporter, node, gpu_model, mig_profile, slices, of_slices, provider, resource_id, pods, seen_ms,
   unobserved_ms, samples, busy_ms, busy_from, memory_mean_bytes, memory_peak_bytes, memory_total_bytes, energy_mj, energy_from,
   reasons, pod_busy_ms, load_id)
select hour, source, device, slice, exporter, node, gpu_model, mig_profile, slices, of_slices, provider, resource_id, pods, seen_ms,
  unobserved_ms, samples, busy_ms, busy_from, memory_mean_bytes, memory_peak_bytes, memory_total_bytes, energy_mj, energy_from,
  reasons, pod_busy_ms, load_id
from stage.gpu_hour
where load_id = $1::bigint
order by hour, source, device, slice
on conflict do nothing
