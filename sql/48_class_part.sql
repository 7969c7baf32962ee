-- The parts that kinds of charges go to. Those of its own machine in no region are part 0. $1 load
insert into fact.part (part_id, region_id, kind, reason, version_id, share_key, team, env)
select distinct part_id, region_id, kind, reason, version_id, share_key, team, env
from fact.decided_class
where load_id = $1::bigint
on conflict do nothing
