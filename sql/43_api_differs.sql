-- The days of use to spread again because a provider's usage API says otherwise when resources ran, or says it of a day for
-- the first time: in the day itself or, where a refund goes by the last day before it, within 35 days. A day that is known for
-- the first time changes machines of which it says nothing as well: now they are known not to have run. Only days of which
-- the API was asked. $1 load, $2 source, $3 from, $4 to, $5 whether these hours are known for the first time
insert into stage.touched (load_id, resource_key, hour)
select $1::bigint, resource_key,
  generate_series(charge_period_start, charge_period_start + interval '23 hours', interval '1 hour')
from (
  select distinct l.resource_key, l.charge_period_start
  from (
    select resource_id, provider, min(hour) as hour
    from (
      select resource_id, provider, hour, present_ms, true as now from stage.usage_api_hour where load_id = $1::bigint
      union all
      select resource_id, provider, hour, present_ms, false from fact.usage_api_hour
      where source = $2::text and hour >= $3::timestamptz and hour < $4::timestamptz
      union all
      select distinct t.resource_id, t.provider, a.day_start, 0, false
      from ops.usage_api_day a
      join fact.usage_api_hour t
        on t.source = a.source and t.hour >= a.day_start - interval '35 days' and t.hour < a.day_start + interval '1 day'
      where a.load_id = $1::bigint
    ) sides
    group by resource_id, provider, hour
    having $5::boolean or max(present_ms) filter (where now) is distinct from max(present_ms) filter (where not now)
  ) changed
  join fact.resource r on r.resource_id = changed.resource_id and r.provider = changed.provider
  join fact.day_of_use l
    on l.resource_key = r.resource_key and l.charge_period_start > changed.hour - interval '1 day'
    and l.charge_period_start <= changed.hour + interval '35 days'
  join ops.usage_api_day a on a.source = $2::text and a.day_start = l.charge_period_start
) days
