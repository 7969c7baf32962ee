-- Hours to split because their money was folded: those of machines that telemetry knew by then. $1 load
insert into stage.split_hour (load_id, resource_key, hour)
select $1::bigint, t.resource_key, t.hour
from stage.touched t
join fact.known_machine k on k.resource_key = t.resource_key and k.known_from <= t.hour
where t.load_id = $1::bigint
