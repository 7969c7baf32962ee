-- How many resource-hours of the last 35 days have no rate to dollars or yuan, and so no number. Rates of a day come at its 9:15
-- in Beijing; what is younger than 36 hours may wait.
create view report.alert_rate_missing as
select 'rates'::text as subject, ''::text as model, ''::text as version, ''::text as provider,
  coalesce(sum(unconverted_usd + unconverted_cny), 0) as value,
  null::numeric as now_usd, null::numeric as now_cny, null::numeric as usual_usd, null::numeric as usual_cny, min(hour)::timestamptz as since
from report.model_hour
where unconverted_usd + unconverted_cny > 0 and hour > now() - interval '35 days' and hour <= now() - interval '36 hours'
having count(*) > 0
