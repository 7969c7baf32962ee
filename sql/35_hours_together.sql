-- Replicas of which hours of several loads say otherwise, each once, from the first of these hours to the last. $1 load, $2 loads
insert into stage.replica (load_id, source, replica, served_model, from_hour, to_hour)
select $1::bigint, source, replica, served_model, min(from_hour), max(to_hour)
from stage.replica
where load_id = any($2::bigint[])
group by source, replica, served_model
