-- Of each version and provider, the share of its GPU time in percent that it worked, in the 24 hours up to its last hour with
-- money; at least 20 of them have to be told.
create view report.alert_low_utilisation as
select version_id || ':' || provider as subject, v.model, v.version, provider,
  case when known then round(100 * coalesce(served, 0) / nullif(held, 0), 2) end as value,
  usd as now_usd, cny as now_cny, null::numeric as usual_usd, null::numeric as usual_cny, last - interval '23 hours' as since
from (
  select version_id, provider, last, count(distinct hour) as hours, bool_and(gpu_seconds is not null) as known,
    sum(gpu_seconds) filter (where kind = 'serving') as served, sum(gpu_seconds) as held,
    case when bool_and(effective_usd is not null) then sum(effective_usd) end as usd,
    case when bool_and(effective_cny is not null) then sum(effective_cny) end as cny
  from (
    select *, max(hour) over (partition by version_id, provider) as last
    from report.model_hour
    where version_id <> 0 and reason = '' and resource_hours > 0 and hour <= now() and hour > now() - interval '96 hours'
  ) recent
  where hour > last - interval '24 hours'
  group by version_id, provider, last
) day
join fact.model_version v using (version_id)
where hours >= 20 and last > now() - interval '72 hours'
