-- Hours to split because they are read whole now: those of all machines that the source saw within 35 days, for what nobody held
-- there is known to be idle. $1 load, $2 source and $3 hours just read whole
insert into stage.split_hour (load_id, resource_key, hour)
select distinct $1::bigint, m.resource_key, read.hour
from unnest($3::timestamptz[]) as read(hour)
join fact.deployment d
  on d.source = $2::text and d.from_hour < read.hour + interval '1 hour' and d.to_hour > read.hour - interval '35 days'
join fact.resource m on m.resource_id = d.resource_id and (d.provider is null or d.provider = m.provider)
