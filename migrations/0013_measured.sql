-- What is measured of a shared card, process by process: which versions did the work there, before tokens are asked.

-- How long the processes of each pod worked on a card, by `namespace/pod`; NULL: its exporter does not tell them apart.
alter table fact.gpu_hour add column pod_busy_ms jsonb;
alter table stage.gpu_hour add column pod_busy_ms jsonb;

-- The card that a replica's pod shares with others, and how long its processes worked there.
alter table fact.usage_hour
  add column shared_card text collate "C",
  add column shared_card_ms bigint check (shared_card_ms between 0 and 3600000),
  add check ((shared_card is null) = (shared_card_ms is null));
alter table stage.usage_hour
  add column shared_card text collate "C",
  add column shared_card_ms bigint;

-- What its GPUs calculated, and what they read of their memory: of one GPU, added up over the ranks of its engine. NULL: it does not tell.
alter table fact.usage_hour
  add column flops numeric check (flops >= 0),
  add column read_bytes numeric check (read_bytes >= 0);
alter table stage.usage_hour
  add column flops numeric,
  add column read_bytes numeric;

-- What a GPU can do at most, as tokenledger.yaml says.
create table fact.gpu_peak (
  gpu_model text primary key collate "C",
  tflops numeric not null check (tflops > 0),
  memory_gb_per_second numeric not null check (memory_gb_per_second > 0)
);

-- What was measured of a holder on the card that it shares, where all of the card's holders are measured.
alter table fact.holder_hour add column measured_ms bigint check (measured_ms >= 0);
alter table stage.holder_hour add column measured_ms bigint;
alter table fact.share_hour
  drop constraint share_hour_split_by_check,
  add constraint share_hour_split_by_check check (split_by in ('gpus', 'measured', 'tokens', 'running', 'time', 'last_day'));

-- ---------- prefill and decode apart ----------

-- What reading prompts cost a version in an hour, and generating: by their machines where replicas of it do one of both, else by
-- the work that its GPUs tell, not by the weights of tokens. Together they are what its machines cost. NULL: not known. Hours
-- without either have no row.
create table report.phase_hour (
  version_id bigint not null,
  hour fact.utc_hour not null,
  input_usd numeric,
  output_usd numeric,
  input_cny numeric,
  output_cny numeric,
  phases_from text not null check (phases_from in ('roles', 'roles,flops', 'roles,weights', 'flops')),
  primary key (version_id, hour)
);
create index phase_hour_hour on report.phase_hour (hour);
create unlogged table stage.phase_hour (like report.phase_hour, load_id bigint not null);
create index usage_hour_apart on fact.usage_hour (hour) where role in ('prefill', 'decode') or flops is not null;

-- Hours with roles that are reported already are due.
update ops.split_settings
set due = due + (
  select coalesce(range_agg(tstzrange(hour, hour + interval '1 hour')), '{}')
  from (select distinct hour from fact.usage_hour where role in ('prefill', 'decode')) apart)
where load_id = (select max(load_id) from ops.split_settings);
