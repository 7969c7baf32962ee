-- Jobs of which every run since the last good one failed, or was cut off: since when, how often, and what the last of them said. `source`
-- is the cloud or the telemetry source that its name tells (`bills:aws:prod`, `usage:edge`), else empty. Backfills are left out. The
-- index is asked for one job after the other, and each for its last good run and those behind it: dozens of rows of a year's runs.
create view report.failing_job as
with recursive jobs as (
  (select job from ops.job_run order by job limit 1)
  union all
  select (select r.job from ops.job_run r where r.job > jobs.job order by r.job limit 1) from jobs where jobs.job is not null
)
select jobs.job, split_part(jobs.job, ':', 2) as source, f.since, f.last_at, f.runs, f.error
from jobs
left join lateral (
  select started_at as good_at
  from ops.job_run g
  where g.job = jobs.job and g.command <> 'backfill' and g.outcome in ('loaded', 'unchanged', 'incomplete')
  order by g.started_at desc
  limit 1
) g on true
cross join lateral (
  select min(r.started_at) as since, max(r.started_at) as last_at, count(*) as runs,
    (array_agg(coalesce(r.error, r.says, r.outcome) order by r.started_at desc))[1] as error
  from ops.job_run r
  where r.job = jobs.job and r.started_at > coalesce(g.good_at, '-infinity') and r.command <> 'backfill' and r.outcome in ('failed', 'interrupted')
) f
where f.runs > 0
