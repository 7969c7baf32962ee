-- The days to spread again because telemetry came: those of resources whose presence changed, in the day or, where no later
-- hour of it says more, within the 35 days before; and those of its resources of which a source has now read the last hour.
-- Only days that were read whole can have weights, before or now. $1 load, $2 source and $3 hours just read
insert into stage.touched (load_id, resource_key, hour)
select $1::bigint, resource_key,
  generate_series(charge_period_start, charge_period_start + interval '23 hours', interval '1 hour')
from (
  select l.resource_key, l.charge_period_start
  from stage.presence_hour c
  join fact.resource r
    on r.resource_id = c.resource_id
    and (c.provider is null or c.provider_before is null or r.provider in (c.provider, c.provider_before))
  join fact.day_of_use l
    on l.resource_key = r.resource_key and l.charge_period_start > c.hour - interval '1 day'
    and l.charge_period_start <= c.hour + interval '35 days'
  where c.load_id = $1::bigint
    and 24 <= (
      select count(*) from ops.telemetry_hour t
      where t.complete and t.hour >= l.charge_period_start and t.hour < l.charge_period_start + interval '1 day')
    and (l.charge_period_start <= c.hour or not exists (
      select from fact.presence_hour later
      where later.resource_id = c.resource_id and later.hour > c.hour
        and later.hour < l.charge_period_start + interval '1 day' and not exists (
          select from stage.presence_hour moved
          where moved.load_id = $1::bigint and moved.resource_id = later.resource_id and moved.hour = later.hour
            and moved.source = later.source)))
  union
  select l.resource_key, l.charge_period_start
  from unnest($3::timestamptz[]) as read(hour)
  join fact.deployment d
    on d.source = $2::text and d.from_hour < read.hour + interval '1 day' and d.to_hour > read.hour - interval '36 days'
  join fact.resource r on r.resource_id = d.resource_id and (d.provider is null or d.provider = r.provider)
  join fact.day_of_use l
    on l.resource_key = r.resource_key and l.charge_period_start > read.hour - interval '1 day'
    and l.charge_period_start <= read.hour
  where 24 = (
      select count(*) from ops.telemetry_hour t
      where t.source = $2::text and t.complete and t.hour >= l.charge_period_start
        and t.hour < l.charge_period_start + interval '1 day')
) days
