-- Opens an event for what is beyond its threshold and has none open. $1 what was looked at
insert into ops.alert_event
  (rule, subject, model, version, provider, value, threshold, now_usd, now_cny, usual_usd, usual_cny, since)
select a.rule, a.subject, a.model, a.version, a.provider, a.value, a.threshold, a.now_usd, a.now_cny, a.usual_usd, a.usual_cny, a.since
from jsonb_to_recordset($1::jsonb) as a (rule text, subject text, model text, version text, provider text, value numeric, threshold numeric,
  now_usd numeric, now_cny numeric, usual_usd numeric, usual_cny numeric, since timestamptz, beyond boolean)
where a.beyond
on conflict (rule, subject) where resolved_at is null do nothing
