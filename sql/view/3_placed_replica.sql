-- What the dated map in force places on machines: replicas by their names, or by patterns of them (`by_pattern`). A pattern says
-- where replicas run, not that they do.
create view fact.placed_replica as
select named ->> 'source' as source, named ->> 'replica' as replica, named ->> 'servedModel' as served_model,
  named ->> 'resource' as resource_id, named ->> 'provider' as provider, named ->> 'replica' like '%*%' as by_pattern,
  (named ->> 'from')::timestamptz as from_hour, coalesce((named ->> 'to')::timestamptz, 'infinity') as to_hour, m.load_id
from ops.deployment_map m
cross join jsonb_array_elements(m.entries) as named
where m.load_id = (select max(load_id) from ops.deployment_map) and named ->> 'resource' is not null
