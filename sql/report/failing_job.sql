-- Jobs of which every run since the last good one failed, or was cut off: since when, how often, and what the last of them said. `source`
-- is the cloud or the telemetry source that its name tells (`bills:aws:prod`, `usage:edge`), else empty. Backfills are left out.
create view report.failing_job as
select r.job, split_part(r.job, ':', 2) as source, min(r.started_at) as since, max(r.started_at) as last_at, count(*) as runs,
  (array_agg(coalesce(r.error, r.says, r.outcome) order by r.started_at desc))[1] as error
from ops.job_run r
left join (
  select job, max(started_at) as good_at
  from ops.job_run
  where command <> 'backfill' and outcome in ('loaded', 'unchanged', 'incomplete')
  group by job
) g using (job)
where r.command <> 'backfill' and r.outcome in ('failed', 'interrupted') and r.started_at > coalesce(g.good_at, '-infinity')
group by r.job
