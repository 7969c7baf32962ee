-- Ends what is no longer beyond its threshold, whose rule is switched off, or whose subject is gone. What is not known now goes on.
-- $1 rules, $2 their thresholds
update ops.alert_event
set resolved_at = clock_timestamp()
where resolved_at is null and (rule, subject) not in (
  select a.rule, a.subject
  from report.alert a
  join unnest($1::text[], $2::numeric[]) as wanted (rule, threshold) on wanted.rule = a.rule
  where a.value is null or case when a.direction = 'over' then a.value > wanted.threshold else a.value < wanted.threshold end
)
