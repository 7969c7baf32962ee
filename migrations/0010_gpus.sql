-- What GPUs did, and which pods held them: how busy they were, what memory they held, what energy they took.

-- A card, or a slice of one (`slice` is its GPU instance; '' for a card), in an hour. What an exporter does not tell is NULL.
create table fact.gpu_hour (
  hour fact.utc_hour not null,
  source text not null,
  device text not null collate "C",
  slice text not null collate "C",
  exporter text not null,
  node text collate "C",
  gpu_model text,
  mig_profile text,
  slices integer check (slices > 0),
  of_slices integer check (of_slices >= slices),
  provider text,
  resource_id text collate "C",
  pods text[] not null,
  seen_ms bigint not null check (seen_ms between 0 and 3600000),
  unobserved_ms bigint not null,
  samples bigint not null,
  busy_ms bigint check (busy_ms between 0 and seen_ms),
  busy_from text,
  memory_mean_bytes bigint check (memory_mean_bytes >= 0),
  memory_peak_bytes bigint check (memory_peak_bytes >= memory_mean_bytes),
  memory_total_bytes bigint check (memory_total_bytes >= 0),
  energy_mj bigint check (energy_mj >= 0),
  energy_from text,
  reasons text[] not null,
  load_id bigint not null,
  recorded_at timestamptz not null default now(),
  primary key (hour, source, device, slice)
);

-- What telemetry said of a GPU's hour before, and says now.
create table ops.gpu_restatement (
  load_id bigint not null,
  hour fact.utc_hour not null,
  source text not null,
  device text not null collate "C",
  slice text not null collate "C",
  seen_ms_before bigint,
  seen_ms_after bigint,
  busy_ms_before bigint,
  busy_ms_after bigint,
  energy_mj_before bigint,
  energy_mj_after bigint,
  recorded_at timestamptz not null default now(),
  primary key (load_id, hour, source, device, slice)
);

-- Where a pod ran in an hour, as kube-state-metrics tells, and how many GPUs it held there. `present` are milliseconds of the
-- hour. GPUs are NULL where it asks for none, or for a part that does not say how large it is.
create table fact.pod_hour (
  hour fact.utc_hour not null,
  source text not null,
  namespace text not null collate "C",
  pod text not null collate "C",
  node text not null collate "C",
  provider text,
  resource_id text collate "C",
  present int4multirange not null,
  ran_ms bigint not null check (ran_ms between 1 and 3600000),
  gpus numeric(38,18) check (gpus > 0),
  gpu_ms numeric(38,18) check (gpu_ms > 0),
  gpus_from text,
  reasons text[] not null,
  load_id bigint not null,
  recorded_at timestamptz not null default now(),
  primary key (hour, source, namespace, pod, node)
);

-- What the pod of a replica ran on, for most of the hour.
alter table fact.usage_hour
  add column kube_node text collate "C",
  add column kube_provider text,
  add column kube_resource text collate "C",
  add column kube_gpus numeric(12,6) check (kube_gpus > 0);
alter table stage.usage_hour
  add column kube_node text collate "C",
  add column kube_provider text,
  add column kube_resource text collate "C",
  add column kube_gpus numeric(12,6);
alter table fact.deployment
  drop constraint deployment_matched_by_check,
  add constraint deployment_matched_by_check check (matched_by in ('map', 'label', 'kubernetes', 'tag', 'alias', 'name'));

-- How many GPUs and pods an hour was read with; NULL: nobody asked for them.
alter table ops.telemetry_hour add column gpus bigint, add column pods bigint;

create unlogged table stage.gpu_hour (like fact.gpu_hour including defaults);
create unlogged table stage.pod_hour (like fact.pod_hour including defaults);
