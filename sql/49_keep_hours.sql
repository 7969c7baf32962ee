-- What the touched hours say before they are folded again. $1 load
insert into stage.hour_before
select h.*, $1::bigint
from stage.touched t
join fact.resource_hour h on h.resource_key = t.resource_key and h.hour = t.hour
where t.load_id = $1::bigint
