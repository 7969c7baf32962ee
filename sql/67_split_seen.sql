-- Hours to split because another source saw their machine last now, or none: it says whether an hour was read whole. From where
-- a sighting came or went up to the next one, for 35 days; where the sighting before is of the same source, it told of the
-- same hours already, but for those that it lies too far from. $1 load
insert into stage.split_hour (load_id, resource_key, hour)
select distinct $1::bigint, h.resource_key, h.hour
from (
  select m.resource_key, c.hour, c.source, (
      select min(later.hour)
      from fact.presence_hour later
      where later.resource_id = c.resource_id and later.hour > c.hour
        and (later.provider is null or later.provider = m.provider) and not exists (
        select from stage.presence_hour moved
        where moved.load_id = $1::bigint and moved.resource_id = later.resource_id and moved.hour = later.hour
          and moved.source = later.source)) as next, (
      select array[before.source, before.hour::text]
      from fact.presence_hour before
      where before.resource_id = c.resource_id and before.hour <= c.hour and before.hour >= c.hour - interval '35 days'
        and (before.hour < c.hour or before.source < c.source)
        and (before.provider is null or before.provider = m.provider)
      order by before.hour desc, before.source desc
      limit 1) as last
  from stage.presence_hour c
  join fact.resource m
    on m.resource_id = c.resource_id
    and (c.provider is null or c.provider_before is null or m.provider in (c.provider, c.provider_before))
  where c.load_id = $1::bigint
) seen
join fact.resource_hour h
  on h.resource_key = seen.resource_key and h.hour < coalesce(seen.next, 'infinity') and h.hour <= seen.hour + interval '35 days'
  and h.hour >= case when seen.last[1] = seen.source then greatest(seen.last[2]::timestamptz + interval '35 days 1 hour', seen.hour) else seen.hour end
