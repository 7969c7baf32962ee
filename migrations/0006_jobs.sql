-- When jobs ran. A row is written as a run begins and completed as it ends, so that one that was killed leaves its trace.
create table ops.job_run (
  run_id bigint generated always as identity primary key,
  job text not null collate "C",
  command text not null check (command in ('run', 'schedule', 'backfill')),
  -- The moment of the timetable that it answers; NULL where none was. Several schedulers answer a moment once.
  due_at timestamptz,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  outcome text not null default 'running'
    check (outcome in ('running', 'loaded', 'unchanged', 'incomplete', 'failed', 'interrupted')),
  exit_code smallint,
  says text,
  error text,
  load_ids bigint[] not null default '{}',
  unique (job, due_at),
  check ((outcome in ('running', 'interrupted')) = (finished_at is null))
);
create index job_run_job on ops.job_run (job, started_at);
