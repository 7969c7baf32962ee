-- All hours of resources in a range, to be folded again; days of use come along whole. $1 load, $2 from, $3 to
insert into stage.touched (load_id, resource_key, hour)
select distinct $1::bigint, resource_key, hour
from fact.resource_hour
where hour >= $2::timestamptz and hour < $3::timestamptz
