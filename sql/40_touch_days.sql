-- A day of use is folded as a whole: how its money goes depends on all of its hours, and what is known of them may have
-- changed since it was folded last. So the touched hours take the rest of their days along. $1 load
insert into stage.touched (load_id, resource_key, hour)
select $1::bigint, resource_key, hour
from (
  select resource_key, generate_series(charge_period_start, charge_period_start + interval '23 hours', interval '1 hour') as hour
  from (
    select distinct l.resource_key, l.charge_period_start
    from stage.touched t
    join fact.day_of_use l
      on l.resource_key = t.resource_key and l.charge_period_start > t.hour - interval '1 day' and l.charge_period_start <= t.hour
    where t.load_id = $1::bigint
  ) days
) whole
where not exists (
  select from stage.touched t
  where t.load_id = $1::bigint and t.resource_key = whole.resource_key and t.hour = whole.hour)
