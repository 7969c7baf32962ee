-- The hour that carries the money of a day on which the machine never ran (a refund the day after): the shares of its last
-- present day within 35 days, its hours added up (ledger.md 5). $1 load
insert into fact.share_hour
  (hour, resource_key, version_id, kind, reason, gpu_ms, upto_ms, whole_ms, split_by, counted, over)
select hour, resource_key, version_id, kind, reason, ms,
  sum(ms) over (machine order by kind_order, version_id rows unbounded preceding), sum(ms) over machine, 'last_day', false, false
from (
  select day.hour, day.resource_key, s.version_id, s.kind, s.reason,
    case s.kind when 'serving' then 1 when 'warm_idle' then 2 when 'cold_idle' then 3 else 4 end as kind_order,
    greatest(sum(s.gpu_ms)::bigint / 24, 1) as ms
  from (
    select t.hour, t.resource_key, (
        select max(was.hour)
        from fact.presence_hour was
        where was.resource_id = t.resource_id and (was.provider is null or was.provider = t.provider)
          and was.hour < t.hour and was.hour >= t.hour - interval '35 days') as last
    from stage.split t
    where t.load_id = $1::bigint and t.last_day
      and not exists (select from fact.share_hour done where done.hour = t.hour and done.resource_key = t.resource_key)
  ) day
  join fact.share_hour s
    on s.resource_key = day.resource_key and s.split_by <> 'last_day'
    and s.hour > day.last - interval '1 day' and s.hour < day.last + interval '1 day'
    and date_bin('1 day', s.hour, day.hour) = date_bin('1 day', day.last, day.hour)
  group by day.hour, day.resource_key, s.version_id, s.kind, s.reason
) shares
window machine as (partition by hour, resource_key)
