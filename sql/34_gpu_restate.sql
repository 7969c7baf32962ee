-- What telemetry said of GPUs in an hour before and says now, where how long they were seen, were busy, or their energy differ.
-- Only for hours in which some were held. $1 load, $2 source, $3 hour
insert into ops.gpu_restatement
  (load_id, hour, source, device, slice, seen_ms_before, seen_ms_after, busy_ms_before, busy_ms_after, energy_mj_before,
   energy_mj_after)
select $1::bigint, $3::timestamptz, $2::text, device, slice, held.seen_ms, said.seen_ms, held.busy_ms, said.busy_ms,
  held.energy_mj, said.energy_mj
from (
  select device, slice, seen_ms, busy_ms, energy_mj from fact.gpu_hour where hour = $3::timestamptz and source = $2::text
) held
full join (
  select device, slice, seen_ms, busy_ms, energy_mj from stage.gpu_hour where load_id = $1::bigint
) said using (device, slice)
where (held.seen_ms, held.busy_ms, held.energy_mj) is distinct from (said.seen_ms, said.busy_ms, said.energy_mj)
