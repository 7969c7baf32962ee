-- Hours of known machines that nobody held: cold idle where telemetry read the hour whole, and else without telemetry. What
-- is left of a day on which the machine never ran, and of which no earlier day tells either, is without telemetry, too: it goes
-- by the last day once there is one. More than 2,900,000,000 GPU-milliseconds count as that many (800 GPUs: 68_share_holders).
-- $1 load, $2 whether those are meant
insert into fact.share_hour
  (hour, resource_key, version_id, kind, reason, gpu_ms, upto_ms, whole_ms, split_by, counted, over)
select hour, resource_key, 0, case when idle then 'cold_idle' else 'unattributed' end, case when idle then '' else 'no_telemetry' end,
  whole, whole, whole, case when last_day then 'last_day' else 'gpus' end, not last_day and coalesce(whole = capacity_ms, false), false
from (
  select s.*, coalesce(s.complete, false) and not s.last_day as idle, least(coalesce(s.capacity_ms, 1), 2900000000) as whole
  from stage.split s
  where s.load_id = $1::bigint and s.last_day = $2::boolean
    and (s.complete is not null
      or (select k.known_from from fact.known_machine k where k.resource_key = s.resource_key) <= s.hour)
    and not exists (select from fact.share_hour done where done.hour = s.hour and done.resource_key = s.resource_key)
) free
