-- Hours to split because their machine is known now, or no longer: those whose shares are missing, or should be. A machine is
-- known from its first deployment on; where one begins before the first hour in question, nothing changed. Of machines that a
-- new map names, or the one before it named, any hour may be meant. $1 load
insert into stage.split_hour (load_id, resource_key, hour)
select $1::bigint, h.resource_key, h.hour
from (
  select first.resource_key, first.hour, (
      select k.known_from from fact.known_machine k where k.resource_key = first.resource_key) as known_from
  from (
    select resource_key, min(hour) as hour
    from (
      select resource_key, hour from stage.split_hour where load_id = $1::bigint
      union all
      select r.resource_key, timestamptz '-infinity'
      from ops.deployment_map m
      cross join jsonb_array_elements(m.entries) as named
      join fact.resource r on r.resource_id = named ->> 'resource'
      where m.load_id = $1::bigint
        or m.load_id = (
          select max(old.load_id) from ops.deployment_map old
          where old.load_id < $1::bigint and exists (select from ops.deployment_map new where new.load_id = $1::bigint))
    ) meant
    group by resource_key
  ) first
  join fact.resource r using (resource_key)
  where not exists (
    select from fact.deployment d
    where d.resource_id = r.resource_id and (d.provider is null or d.provider = r.provider) and d.from_hour < first.hour)
  offset 0 -- most often there is none, and no hour to look at
) machine
join fact.resource_hour h on h.resource_key = machine.resource_key and h.hour >= machine.hour
where coalesce(h.hour >= machine.known_from, false)
  <> exists (select from fact.share_hour s where s.hour = h.hour and s.resource_key = h.resource_key)
