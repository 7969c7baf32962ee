-- What lists of versions and utilisation read of a short range, as fewer rows: a day is six rows in place of 24.

-- Hours of versions, four at a time: from 0, 4, 8, 12, 16 or 20 o'clock UTC on, where days of Beijing begin as well. A sum of which an
-- hour is unknown is unknown; `last_request` is the last hour with a request, and `seen_hours` are `coverage` times `replica_hours`.
create table report.sum_four_hours (
  version_id bigint not null,
  provider text not null collate "C",
  kind text not null collate "C",
  reason text not null collate "C",
  status text not null collate "C",
  from_hour timestamptz not null check (from_hour = date_bin('4 hours', from_hour, '2000-01-01Z')),
  effective_usd numeric(38,18),
  effective_cny numeric(38,18),
  gpu_seconds numeric(38,3),
  a100_seconds numeric(38,18),
  prompt_tokens bigint,
  cached_tokens bigint,
  generated_tokens bigint,
  requests bigint,
  last_request timestamptz,
  replica_hours bigint not null,
  seen_hours numeric,
  primary key (from_hour, provider, reason, version_id, kind, status)
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);

-- What the hours of models held of GPUs, for their utilisation: a week of it is read without its rows.
create index sum_hour_gpus on report.sum_hour (hour, model, provider, kind) include (gpu_seconds) where reason = '';

-- The last runs of all jobs, which a panel shows: a year of a dozen hourly jobs is a hundred thousand.
create index job_run_started on ops.job_run (started_at);

-- What is reported already.
insert into report.sum_four_hours
  (version_id, provider, kind, reason, status, from_hour, effective_usd, effective_cny, gpu_seconds, a100_seconds, prompt_tokens,
   cached_tokens, generated_tokens, requests, last_request, replica_hours, seen_hours)
select
  version_id, provider, kind, reason, status, date_bin('4 hours', hour::timestamptz, '2000-01-01Z'),
  case when count(effective_usd) = count(*) then sum(effective_usd) end,
  case when count(effective_cny) = count(*) then sum(effective_cny) end,
  case when count(gpu_seconds) = count(*) then sum(gpu_seconds) end,
  case when count(a100_seconds) = count(*) then sum(a100_seconds) end,
  case when count(prompt_tokens) = count(*) then sum(prompt_tokens) end,
  case when count(cached_tokens) = count(*) then sum(cached_tokens) end,
  case when count(generated_tokens) = count(*) then sum(generated_tokens) end,
  case when count(requests) = count(*) then sum(requests) end,
  max(hour) filter (where requests > 0), sum(replica_hours), sum(coverage * replica_hours)
from report.model_hour
group by version_id, provider, kind, reason, status, date_bin('4 hours', hour::timestamptz, '2000-01-01Z')
order by 6, version_id;
