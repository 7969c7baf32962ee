-- The shares of the hours to split go; what they are now follows. $1 load
delete from fact.share_hour s
using stage.split_hour t
where t.load_id = $1::bigint and t.resource_key = s.resource_key and t.hour = s.hour
