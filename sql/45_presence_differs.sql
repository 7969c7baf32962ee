-- Where the presence of a resource is not what it was: the union, not the sum, of what its replicas were seen to run. An hour
-- in which nothing was seen to run has no row. $1 load, $2 sources, $3 from, $4 to
insert into stage.presence_hour (load_id, resource_id, hour, source, provider, provider_before, present_ms)
select $1::bigint, resource_id, hour, source, max(provider) filter (where now), max(provider) filter (where not now),
  max(present_ms) filter (where now)
from (
  select false as now, resource_id, hour, source, provider, present_ms
  from fact.presence_hour
  where source = any($2::text[]) and hour >= $3::timestamptz and hour < $4::timestamptz
  union all
  select true, resource_id, hour, source, provider, (select sum(upper(run) - lower(run)) from unnest(joined) as run)
  from (
    select d.resource_id, u.hour, u.source, max(d.provider) as provider, range_agg(u.present) as joined
    from fact.usage_hour u
    join fact.deployment d
      on d.source = u.source and d.replica = u.replica and d.served_model = u.served_model
      and d.from_hour <= u.hour and d.to_hour > u.hour
    where u.source = any($2::text[]) and u.hour >= $3::timestamptz and u.hour < $4::timestamptz
      and d.resource_id is not null and u.present_ms > 0
    group by d.resource_id, u.hour, u.source
  ) ran
) sides
group by resource_id, hour, source
having (max(provider) filter (where now), max(present_ms) filter (where now))
  is distinct from (max(provider) filter (where not now), max(present_ms) filter (where not now))
