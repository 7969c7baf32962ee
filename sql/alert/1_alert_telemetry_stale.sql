-- Of each source of telemetry, how many hours ago the last hour that was read ended. One that is silent for 35 days is forgotten.
create view report.alert_telemetry_stale as
select source as subject, ''::text as model, ''::text as version, source as provider,
  round(extract(epoch from now() - max(hour) - interval '1 hour') / 3600, 2) as value,
  null::numeric as now_usd, null::numeric as now_cny, null::numeric as usual_usd, null::numeric as usual_cny,
  max(hour) + interval '1 hour' as since
from ops.telemetry_hour
group by source
having max(hour) > now() - interval '35 days'
