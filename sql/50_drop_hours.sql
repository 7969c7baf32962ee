-- The touched hours go; what they are now follows. $1 load
delete from fact.resource_hour h
using stage.touched t
where t.load_id = $1::bigint and t.resource_key = h.resource_key and t.hour = h.hour
