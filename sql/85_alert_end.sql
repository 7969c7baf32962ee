-- Ends what is no longer beyond its threshold, whose rule is switched off, or whose subject is gone. What is not known now goes on.
-- $1 what was looked at
update ops.alert_event
set resolved_at = clock_timestamp()
where resolved_at is null and (rule, subject) not in (
  select a.rule, a.subject from jsonb_to_recordset($1::jsonb) as a (rule text, subject text)
)
