-- The rows of an hour that are said otherwise now. $1 load, $2 source, $3 hour
delete from fact.usage_hour f
using stage.replica c
where c.load_id = $1::bigint and f.hour = $3::timestamptz and f.source = $2::text and f.replica = c.replica
  and f.served_model = c.served_model
