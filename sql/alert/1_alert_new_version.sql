-- Versions whose first hour with money lies less than two days back, with what they came to: somebody may not know of them. A ledger
-- is not told of everything when it begins: its own first hour lies a week before.
create view report.alert_new_version as
select version_id::text as subject, model, version, provider, coalesce(usd, cny) as value, usd as now_usd, cny as now_cny,
  null::numeric as usual_usd, null::numeric as usual_cny, first as since
from (
  select v.version_id, v.model, v.version, min(h.provider) as provider, min(h.hour) as first,
    case when bool_and(effective_usd is not null) then sum(effective_usd) end as usd,
    case when bool_and(effective_cny is not null) then sum(effective_cny) end as cny
  from fact.model_version v
  join report.model_hour h using (version_id)
  where v.version_id <> 0 and h.reason in ('', 'named') and h.resource_hours > 0 and h.hour <= now()
    and h.hour > now() - interval '3 days'
    and not exists (
      select from report.model_hour before
      where before.version_id = v.version_id and before.reason in ('', 'named') and before.resource_hours > 0
        and before.hour <= now() - interval '3 days')
  group by v.version_id, v.model, v.version
) young
where first > now() - interval '2 days' and (select min(hour) from report.model_hour) <= first - interval '7 days'
