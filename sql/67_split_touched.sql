-- Hours to split because their money was folded: those of machines that telemetry knew by then. Where only money moved, shares that
-- stand would come out as they are: those of as many GPU-milliseconds as the bill says now, and of no day on which the machine did
-- not run. $1 load, $2 whether only money moved
insert into stage.split_hour (load_id, resource_key, hour)
select $1::bigint, t.resource_key, t.hour
from stage.touched t
join fact.known_machine k on k.resource_key = t.resource_key and k.known_from <= t.hour
where t.load_id = $1::bigint and not ($2::boolean and coalesce((
  select s.counted and not s.over and s.split_by <> 'last_day' and s.whole_ms = (
    select case when not bool_or(h.grain_source = 'presence_day') then nullif(greatest(round(1000 * sum(h.gpu_known)), 0), 0) end
    from fact.resource_hour h
    where h.hour = t.hour and h.resource_key = t.resource_key)
  from fact.share_hour s
  where s.hour = t.hour and s.resource_key = t.resource_key
  limit 1), false))
