-- Of each version and provider, the dearest of the last two days that have money, in percent of the mean of the 7 days before
-- (those since it began, at least 3). A day is told once it comes to a dollar or 7 yuan. `value` is the least of four ratios: in
-- dollars and in yuan, so that a rate alone neither fires nor ends an alert, and with and without what bills restated, so that
-- hours that a bill restated are silent. Money yet to come (paid ahead) is left out.
create view report.alert_day_over_mean as
select version_id || ':' || provider as subject, v.model, v.version, provider, round(100 * ratio, 2) as value,
  usd as now_usd, cny as now_cny, past_usd / days as usual_usd, past_cny / days as usual_cny,
  day::timestamp at time zone zone as since
from (
  select *, row_number() over (partition by version_id, provider order by ratio desc nulls last, day desc) as place
  from (
    select *, least(usd * days / nullif(past_usd, 0), cny * days / nullif(past_cny, 0),
      (usd - moved_usd) * days / nullif(past_usd - past_moved_usd, 0),
      (cny - moved_cny) * days / nullif(past_cny - past_moved_cny, 0)) as ratio
    from (
      select *, least(7, day - min(day) over (partition by version_id, provider)) as days,
        max(day) over (partition by version_id, provider) as last_day,
        case when bool_and(usd is not null) over past then sum(usd) over past end as past_usd,
        case when bool_and(cny is not null) over past then sum(cny) over past end as past_cny,
        sum(moved_usd) over past as past_moved_usd, sum(moved_cny) over past as past_moved_cny
      from (
        select version_id, provider, zone, day,
          case when bool_and(usd is not null) then sum(usd) end as usd,
          case when bool_and(cny is not null) then sum(cny) end as cny,
          sum(moved_usd) as moved_usd, sum(moved_cny) as moved_cny
        from (
          select version_id, provider, business_time_zone as zone, day, effective_usd as usd, effective_cny as cny, 0 as moved_usd, 0 as moved_cny
          from report.calendar
          join report.model_day on day >= today - 10 and day < today
          where version_id <> 0 and reason in ('', 'named') and resource_hours > 0
          union all
          select version_id, provider, business_time_zone, today, effective_usd, effective_cny, 0, 0
          from report.calendar
          join report.model_hour on hour >= today_start and hour <= now()
          where version_id <> 0 and reason in ('', 'named') and resource_hours > 0
          union all
          select version_id, provider, business_time_zone, (hour at time zone business_time_zone)::date, 0, 0,
            coalesce(effective_usd_after - effective_usd_before, 0), coalesce(effective_cny_after - effective_cny_before, 0)
          from report.calendar
          join ops.model_restatement on hour >= (today - 10)::timestamp at time zone business_time_zone and hour <= now()
          where cause = 'bill' and version_id <> 0 and reason in ('', 'named')
        ) money
        group by 1, 2, 3, 4
      ) by_day
      window past as (partition by version_id, provider order by day range between interval '7 days' preceding and interval '1 day' preceding)
    ) compared
    where day > last_day - 2 and day >= (now() at time zone zone)::date - 2 and days >= 3 and (usd >= 1 or cny >= 7)
  ) rated
) dearest
join fact.model_version v using (version_id)
where place = 1
