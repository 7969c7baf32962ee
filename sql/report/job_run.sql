-- When jobs ran and what each run came to. One that runs now has no end yet, and one that was killed never gets one.
create view report.job_run as
select run_id, job, command, due_at, started_at, finished_at,
  round(extract(epoch from finished_at - started_at), 3) as seconds, outcome, exit_code, says, error, load_ids
from ops.job_run
