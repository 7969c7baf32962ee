-- Of each version and provider, the 24 hours up to its last hour with money, in percent of the mean of the 7 times 24 hours before
-- (those since it began, at least 3): it tells in the morning what the day would tell in the evening. As for whole days,
-- neither a rate nor what a bill restated fires it.
create view report.alert_rolling_over_mean as
select version_id || ':' || provider as subject, v.model, v.version, provider,
  round(100 * least(usd * days / nullif(past_usd, 0), cny * days / nullif(past_cny, 0),
    (usd - moved_usd) * days / nullif(past_usd - past_moved_usd, 0),
    (cny - moved_cny) * days / nullif(past_cny - past_moved_cny, 0)), 2) as value,
  usd as now_usd, cny as now_cny, past_usd / days as usual_usd, past_cny / days as usual_cny, last - interval '23 hours' as since
from (
  select version_id, provider, max(last) as last, least(7, extract(epoch from max(last) - interval '23 hours' - min(first)) / 86400) as days,
    case when bool_and(usd is not null) filter (where recent) then sum(usd) filter (where recent) end as usd,
    case when bool_and(cny is not null) filter (where recent) then sum(cny) filter (where recent) end as cny,
    case when bool_and(usd is not null) filter (where not recent) then sum(usd) filter (where not recent) end as past_usd,
    case when bool_and(cny is not null) filter (where not recent) then sum(cny) filter (where not recent) end as past_cny,
    coalesce(sum(moved_usd) filter (where recent), 0) as moved_usd,
    coalesce(sum(moved_cny) filter (where recent), 0) as moved_cny,
    coalesce(sum(moved_usd) filter (where not recent), 0) as past_moved_usd,
    coalesce(sum(moved_cny) filter (where not recent), 0) as past_moved_cny
  from (
    select *, hour > last - interval '24 hours' as recent
    from (
      select *, max(hour) over (partition by version_id, provider) as last, min(hour) over (partition by version_id, provider) as first
      from (
        select version_id, provider, hour, effective_usd as usd, effective_cny as cny, 0 as moved_usd, 0 as moved_cny
        from report.model_hour
        where version_id <> 0 and reason in ('', 'named') and resource_hours > 0
        union all
        select version_id, provider, hour, 0, 0, coalesce(effective_usd_after - effective_usd_before, 0),
          coalesce(effective_cny_after - effective_cny_before, 0)
        from ops.model_restatement
        where cause = 'bill' and version_id <> 0 and reason in ('', 'named')
      ) money
      where hour <= now() and hour > now() - interval '11 days'
    ) ended
  ) aged
  where hour > last - interval '192 hours'
  group by version_id, provider
) compared
join fact.model_version v using (version_id)
where days >= 3 and last > now() - interval '72 hours' and (usd >= 1 or cny >= 7)
