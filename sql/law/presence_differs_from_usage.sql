-- Hours in which a resource is said to have run otherwise than its replicas were seen to run. Healthy means empty.
create view law.presence_differs_from_usage as
select resource_id, hour, source, max(said) as said_ms, max(seen) as seen_ms
from (
  select resource_id, hour, source, present_ms as said, null::bigint as seen
  from fact.presence_hour
  union all
  select resource_id, hour, source, null, (select sum(upper(run) - lower(run)) from unnest(joined) as run)
  from (
    select d.resource_id, u.hour, u.source, range_agg(u.present) as joined
    from fact.usage_hour u
    join fact.deployment d
      on d.source = u.source and d.replica = u.replica and d.served_model = u.served_model
      and d.from_hour <= u.hour and d.to_hour > u.hour
    where d.resource_id is not null and u.present_ms > 0
    group by d.resource_id, u.hour, u.source
  ) ran
) sides
group by resource_id, hour, source
having max(said) is distinct from max(seen)
