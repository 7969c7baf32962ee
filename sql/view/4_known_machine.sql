-- Resources that telemetry knows, or that the dated map in force names, from the first hour on of which either tells: since then
-- their hours can be split.
create view fact.known_machine as
select resource_key, resource_id, provider, min(known_from) as known_from
from (
  select r.resource_key, r.resource_id, r.provider, d.from_hour as known_from
  from fact.resource r
  join fact.deployment d on d.resource_id = r.resource_id and (d.provider is null or d.provider = r.provider)
  union all
  select r.resource_key, r.resource_id, r.provider, p.from_hour
  from fact.resource r
  join fact.placed_replica p on p.resource_id = r.resource_id and (p.provider is null or p.provider = r.provider)
) told
group by resource_key, resource_id, provider
