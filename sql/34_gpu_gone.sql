-- GPUs of an hour of which the answer says otherwise than what is held. $1 load, $2 source, $3 hour
delete from fact.gpu_hour f
where hour = $3::timestamptz and source = $2::text and not exists (
  select from stage.gpu_hour s
  where s.load_id = $1::bigint and s.device = f.device and s.slice = f.slice
    and (s.exporter, s.node, s.gpu_model, s.mig_profile, s.slices, s.of_slices, s.provider, s.resource_id, s.pods, s.seen_ms,
        s.unobserved_ms, s.samples, s.busy_ms, s.busy_from, s.memory_mean_bytes, s.memory_peak_bytes, s.memory_total_bytes,
        s.energy_mj, s.energy_from, s.reasons, s.pod_busy_ms)
      is not distinct from (f.exporter, f.node, f.gpu_model, f.mig_profile, f.slices, f.of_slices, f.provider, f.resource_id, f.pods,
        f.seen_ms, f.unobserved_ms, f.samples, f.busy_ms, f.busy_from, f.memory_mean_bytes, f.memory_peak_bytes,
        f.memory_total_bytes, f.energy_mj, f.energy_from, f.reasons, f.pod_busy_ms))
