-- Hours of GPUs that telemetry told otherwise later.
create view report.gpu_restatement as
select recorded_at, load_id, hour, source, device, slice, seen_ms_before, seen_ms_after, busy_ms_before, busy_ms_after,
  energy_mj_before, energy_mj_after
from ops.gpu_restatement
