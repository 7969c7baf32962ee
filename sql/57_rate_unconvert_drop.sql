-- The hours that are converted anew go; what they are now follows. $1 load
delete from fact.resource_hour h
using stage.hour_before b
where b.load_id = $1::bigint and b.hour = h.hour and b.resource_key = h.resource_key
  and b.billing_period = h.billing_period and b.billing_currency = h.billing_currency and b.part_id = h.part_id
