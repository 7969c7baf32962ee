-- Hours of charges whose machine a load brought: folded before it was known, they go by its shares now. $1 load, $2 resources
insert into stage.touched (load_id, resource_key, hour)
select distinct $1::bigint, h.resource_key, h.hour
from fact.resource_hour h
where h.resource_key = any($2::bigint[]) and not exists (
  select from stage.touched t where t.load_id = $1::bigint and t.resource_key = h.resource_key and t.hour = h.hour)
