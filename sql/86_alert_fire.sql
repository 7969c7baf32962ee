-- Opens an event for what is beyond its threshold and has none open. $1 rules, $2 their thresholds
insert into ops.alert_event
  (rule, subject, model, version, provider, value, threshold, now_usd, now_cny, usual_usd, usual_cny, since)
select a.rule, a.subject, a.model, a.version, a.provider, a.value, wanted.threshold, round(a.now_usd, 12), round(a.now_cny, 12),
  round(a.usual_usd, 12), round(a.usual_cny, 12), a.since
from report.alert a
join unnest($1::text[], $2::numeric[]) as wanted (rule, threshold) on wanted.rule = a.rule
where case when a.direction = 'over' then a.value > wanted.threshold else a.value < wanted.threshold end
on conflict (rule, subject) where resolved_at is null do nothing
