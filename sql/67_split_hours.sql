-- What is to be known of an hour before it is split: the GPU-milliseconds that its bill says, NULL where it says none, or gives
-- back more than it takes; whether the source that saw the machine last has read the hour whole; and whether it carries the
-- money of a day on which the machine never ran (a refund the day after): of which neither telemetry nor the provider's usage
-- API has an hour. Only hours that are billed. $1 load
insert into stage.split (load_id, resource_key, hour, resource_id, provider, capacity_ms, complete, last_day)
select $1::bigint, billed.resource_key, billed.hour, billed.resource_id, billed.provider, billed.capacity_ms,
  case when seen_by is not null then coalesce(t.complete, false) end,
  by_presence and not exists (
    select from fact.presence_hour ran
    where ran.resource_id = billed.resource_id and (ran.provider is null or ran.provider = billed.provider)
      and ran.hour >= billed.hour and ran.hour < billed.hour + interval '1 day')
    and not exists (
      select from fact.usage_api_hour metered
      where metered.resource_id = billed.resource_id and metered.provider = billed.provider
        and metered.hour >= billed.hour and metered.hour < billed.hour + interval '1 day')
from (
  select h.resource_key, h.hour, r.resource_id, r.provider, nullif(greatest(round(1000 * sum(h.gpu_known)), 0), 0)::bigint as capacity_ms,
    bool_or(h.grain_source = 'presence_day') as by_presence, (
      select known.source
      from fact.presence_hour known
      where known.resource_id = r.resource_id and (known.provider is null or known.provider = r.provider)
        and known.hour >= h.hour - interval '35 days' and known.hour <= h.hour
      order by known.hour desc, known.source desc
      limit 1) as seen_by
  from fact.resource_hour h
  join fact.resource r using (resource_key)
  where (h.resource_key, h.hour) in (select resource_key, hour from stage.split_hour where load_id = $1::bigint)
  group by h.resource_key, h.hour, r.resource_id, r.provider
) billed
left join ops.telemetry_hour t on t.source = billed.seen_by and t.hour = billed.hour
