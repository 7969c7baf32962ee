-- Hours to split because they are read whole now: those of all machines that the source saw within 35 days, for what nobody held
-- there is known to be idle. $1 load, $2 source and $3 hour just read whole (or '')
insert into stage.split_hour (load_id, resource_key, hour)
select distinct $1::bigint, m.resource_key, $3::timestamptz
from fact.deployment d
join fact.resource m on m.resource_id = d.resource_id and (d.provider is null or d.provider = m.provider)
where d.source = $2::text and d.from_hour < $3::timestamptz + interval '1 hour' and d.to_hour > $3::timestamptz - interval '35 days'
