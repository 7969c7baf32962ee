-- Of each provider, how much in percent of the effective cost of the last 7 days no version got for want of telemetry, of a
-- machine or of a resource. Other reasons (tax, support, what is out of scope) are nobody's mistake.
create view report.alert_unattributed as
select provider as subject, ''::text as model, ''::text as version, provider,
  round(100 * coalesce(lost_usd / nullif(all_usd, 0), lost_cny / nullif(all_cny, 0)), 2) as value,
  lost_usd as now_usd, lost_cny as now_cny, null::numeric as usual_usd, null::numeric as usual_cny, first as since
from (
  select provider, min(hour) as first,
    coalesce(sum(effective_usd) filter (where kind = 'unattributed' and reason in ('no_telemetry', 'unmapped', 'no_resource')), 0) as lost_usd,
    coalesce(sum(effective_cny) filter (where kind = 'unattributed' and reason in ('no_telemetry', 'unmapped', 'no_resource')), 0) as lost_cny,
    sum(effective_usd) as all_usd, sum(effective_cny) as all_cny
  from report.model_hour
  where resource_hours > 0 and hour <= now() and hour > now() - interval '7 days'
  group by provider
) week
