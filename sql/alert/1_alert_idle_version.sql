-- Of each version that still costs money, how many days ago it finished its last request (as far as 35 days back; without one,
-- since its first hour there). Told only where every hour of the last 7 days says how many requests there were, and at least 90 % of
-- the scrapes were seen: a version that nobody watches is not idle.
create view report.alert_idle_version as
select version_id::text as subject, v.model, v.version, provider,
  case when told and coalesce(coverage, 1) >= 0.9
    then round(extract(epoch from now() - coalesce(last_request + interval '1 hour', first)) / 86400, 2) end as value,
  usd as now_usd, cny as now_cny, null::numeric as usual_usd, null::numeric as usual_cny,
  coalesce(last_request + interval '1 hour', first::timestamptz) as since
from (
  select version_id, min(provider) as provider, min(hour) as first, max(hour) filter (where requests > 0) as last_request,
    max(hour) filter (where resource_hours > 0) as last_cost,
    bool_and(requests is not null) filter (where hour > now() - interval '7 days') as told,
    sum(coverage * replica_hours) filter (where hour > now() - interval '7 days')
      / nullif(sum(replica_hours) filter (where hour > now() - interval '7 days'), 0) as coverage,
    sum(effective_usd) filter (where hour > now() - interval '7 days') as usd,
    sum(effective_cny) filter (where hour > now() - interval '7 days') as cny
  from report.model_hour
  where version_id <> 0 and reason in ('', 'unbilled') and hour <= now() and hour > now() - interval '35 days'
  group by version_id
) versions
join fact.model_version v using (version_id)
where last_cost > now() - interval '72 hours'
