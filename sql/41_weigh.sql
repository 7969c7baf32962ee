-- The hours by which a day's money goes (ledger.md 5): those in which the resource ran by its provider's usage API, if that
-- was asked for the day; else by telemetry, when the source that saw it last read the whole day. A resource that ran within 35 days and not on this one (a refund the day after) weighs its first hour.
-- A day of which an hour is unread, and a resource telemetry does not know, get no weights: such a day is spread evenly. So
-- is a day on which the source saw nothing at all: then it may be blind.
-- One source is asked, the one that saw the resource last: a source that was given up must not keep days even. $1 load
insert into stage.day_weight (load_id, resource_key, charge_period_start, hour, before, upto, whole)
select $1::bigint, resource_key, charge_period_start, hour,
  case when ran > 0 then upto - present else 0 end,
  case when ran > 0 then upto else 1 end,
  case when ran > 0 then ran else 1 end
from (
  select resource_key, charge_period_start, hour, present, hour = charge_period_start as opens,
    sum(present) over (partition by resource_key, charge_period_start) as ran,
    sum(present) over (partition by resource_key, charge_period_start order by hour) as upto
  from (
    select d.resource_key, d.charge_period_start, d.hour, coalesce(case when d.api is null then max(p.present_ms) else max(u.present_ms) end, 0) as present
    from (
      select seen.*,
        generate_series(charge_period_start, charge_period_start + interval '23 hours', interval '1 hour') as hour
      from (
        select line.*, r.resource_id, r.provider, (
          select told.source
          from fact.usage_api_hour told
          join ops.usage_api_day asked on asked.source = told.source and asked.day_start = line.charge_period_start
          where told.resource_id = r.resource_id and told.provider = r.provider
            and told.hour >= line.charge_period_start - interval '35 days'
            and told.hour < line.charge_period_start + interval '1 day'
          order by told.hour desc, told.source desc
          limit 1) as api, (
          select known.source
          from fact.presence_hour known
          where known.resource_id = r.resource_id and (known.provider is null or known.provider = r.provider)
            and known.hour >= line.charge_period_start - interval '35 days'
            and known.hour < line.charge_period_start + interval '1 day'
          order by known.hour desc, known.source desc
          limit 1) as seen_by
        from (
          select distinct l.resource_key, l.charge_period_start
          from fact.day_of_use l
          where l.resource_key in (select resource_key from stage.touched where load_id = $1::bigint)
            and l.charge_period_start > (select min(hour) from stage.touched where load_id = $1::bigint) - interval '1 day'
            and l.charge_period_start <= (select max(hour) from stage.touched where load_id = $1::bigint)
        ) line
        join fact.resource r using (resource_key)
      ) seen
      where seen.api is not null or (
        select count(*) filter (where t.complete) = 24 and bool_or(t.replicas > 0)
        from ops.telemetry_hour t
        where t.source = seen.seen_by and t.hour >= seen.charge_period_start
          and t.hour < seen.charge_period_start + interval '1 day')
    ) d
    left join fact.presence_hour p
      on p.resource_id = d.resource_id and p.hour = d.hour and (p.provider is null or p.provider = d.provider)
    left join fact.usage_api_hour u on u.source = d.api and u.resource_id = d.resource_id and u.hour = d.hour
    group by d.resource_key, d.charge_period_start, d.hour, d.api
  ) hours
) days
where present > 0 or ran = 0 and opens
