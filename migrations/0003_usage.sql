-- Who ran: what serving engines counted, as exact hours, and on which machine they ran it.

-- An hour of a telemetry source as it was last read. An answer with warnings is incomplete and never final.
create table ops.telemetry_hour (
  source text not null,
  hour fact.utc_hour not null,
  content text not null,
  complete boolean not null,
  -- An hour before it says otherwise now where series stood: it has to be read again.
  stale boolean not null default false,
  warnings text[] not null,
  replicas bigint not null,
  series bigint not null,
  load_id bigint not null,
  read_at timestamptz not null,
  primary key (source, hour)
);
create index telemetry_hour_hour on ops.telemetry_hour (hour);

-- What a replica did in an hour. Tokens and requests are NULL where the engine does not tell them. `present` are the
-- milliseconds of the hour in which it was seen to run, so that two replicas of one machine can be joined, not added.
create table fact.usage_hour (
  hour fact.utc_hour not null,
  source text not null,
  replica text not null collate "C",
  served_model text not null collate "C",
  engine text not null,
  prompt_tokens bigint check (prompt_tokens >= 0),
  cached_tokens bigint check (cached_tokens >= 0),
  generated_tokens bigint check (generated_tokens >= 0),
  requests bigint check (requests >= 0),
  requests_by_reason jsonb,
  running_ms bigint check (running_ms between 0 and 3600000),
  waiting_ms bigint check (waiting_ms between 0 and 3600000),
  busy_ms bigint check (busy_ms between 0 and 3600000),
  present_ms bigint not null check (present_ms between 0 and 3600000),
  present int4multirange not null,
  quality text not null check (quality in ('exact', 'lower_bound', 'baseline_unknown')),
  quality_reasons text[] not null,
  unobserved_ms bigint not null,
  resets bigint not null,
  samples bigint not null,
  coverage numeric(7,6) not null check (coverage between 0 and 1),
  cached_from text,
  scraper text,
  resource_label text,
  version_label text,
  gpus_label numeric(12,6),
  labels jsonb not null,
  load_id bigint not null,
  recorded_at timestamptz not null default now(),
  primary key (hour, source, replica, served_model)
);
create index usage_hour_replica on fact.usage_hour (source, replica, served_model, hour);

create table fact.bucket_layout (
  layout_id bigint primary key,
  bounds double precision[] not null
);

-- Requests by latency, not cumulative: counts[i] took longer than bounds[i - 1] and at most bounds[i].
create table fact.latency_bucket_hour (
  hour fact.utc_hour not null,
  source text not null,
  replica text not null collate "C",
  served_model text not null collate "C",
  metric text not null check (metric in ('e2e', 'ttft', 'itl')),
  layout_id bigint not null,
  counts bigint[] not null,
  count bigint not null,
  sum_seconds double precision,
  load_id bigint not null,
  primary key (hour, source, replica, served_model, metric, layout_id)
);

-- What telemetry said of an hour before, and says now.
create table ops.usage_restatement (
  load_id bigint not null,
  hour fact.utc_hour not null,
  source text not null,
  replica text not null collate "C",
  served_model text not null collate "C",
  prompt_tokens_before bigint,
  prompt_tokens_after bigint,
  generated_tokens_before bigint,
  generated_tokens_after bigint,
  requests_before bigint,
  requests_after bigint,
  present_ms_before bigint,
  present_ms_after bigint,
  recorded_at timestamptz not null default now(),
  primary key (load_id, hour, source, replica, served_model)
);

-- Where each series of a replica stood at its last sample in an hour: the baseline of the hour after a gap.
create table ops.series_checkpoint (
  source text not null,
  replica text not null collate "C",
  hour fact.utc_hour not null,
  series bigint[] not null,
  at_ms bigint[] not null,
  value double precision[] not null,
  primary key (source, replica, hour)
);

-- Whose checkpoints hold a series: without it, each new series would be looked for in 35 days of all replicas.
create table ops.series (
  source text not null,
  series bigint not null,
  replica text not null collate "C",
  primary key (source, series)
);

-- The dated map of tokenledger.yaml, each time it was found changed; the last one counts.
create table ops.deployment_map (
  load_id bigint primary key,
  fingerprint text not null,
  entries jsonb not null,
  recorded_at timestamptz not null default now()
);

-- What a replica ran on, and which version it served, from `from_hour` up to and without `to_hour`. Two intervals of one
-- replica and model cannot overlap: the key stands for both as a range of one, which needs no extension.
create table fact.deployment (
  deployment_key bigint not null,
  source text not null,
  replica text not null collate "C",
  served_model text not null collate "C",
  from_hour fact.utc_hour not null,
  to_hour timestamptz not null,
  provider text,
  resource_id text collate "C",
  gpus numeric(12,6) check (gpus > 0),
  model text,
  version text,
  matched_by text not null check (matched_by in ('map', 'label')),
  check (from_hour < to_hour),
  primary key (source, replica, served_model, from_hour),
  exclude using gist (int8range(deployment_key, deployment_key, '[]') with &&, tstzrange(from_hour, to_hour) with &&)
);
create index deployment_resource on fact.deployment (resource_id);

-- How long a resource ran in an hour, by the telemetry of one source: the union of what its replicas were seen to run.
create table fact.presence_hour (
  resource_id text not null collate "C",
  hour fact.utc_hour not null,
  source text not null,
  provider text,
  present_ms bigint not null check (present_ms between 0 and 3600000),
  primary key (resource_id, hour, source)
);
create index presence_hour_hour on fact.presence_hour (hour, source);
create index resource_id on fact.resource using hash (resource_id);

-- ---------- staging ----------

create unlogged table stage.usage_hour (like fact.usage_hour including defaults);
create unlogged table stage.latency_bucket_hour (like fact.latency_bucket_hour);
create unlogged table stage.series_checkpoint (like ops.series_checkpoint, load_id bigint not null);
-- Replicas whose usage changed, and the hours in which their deployments are derived anew.
create unlogged table stage.replica (
  load_id bigint not null,
  source text not null,
  replica text not null collate "C",
  served_model text not null collate "C",
  from_hour timestamptz not null,
  to_hour timestamptz not null
);
-- What is known of a replica, before it is joined: by the map, by the labels of an hour, or held already and untouched.
create unlogged table stage.deployment_piece (
  load_id bigint not null,
  kind text not null check (kind in ('map', 'hour', 'kept')),
  source text not null,
  replica text not null collate "C",
  served_model text not null collate "C",
  span tstzrange not null,
  provider text,
  resource_id text collate "C",
  gpus numeric(12,6),
  model text,
  version text,
  matched_by text not null
);
create index deployment_piece_replica on stage.deployment_piece (source, replica, served_model);
create unlogged table stage.deployment (like fact.deployment, load_id bigint not null);
create index stage_deployment_replica on stage.deployment (source, replica, served_model, from_hour);
-- Where presence changed; NULL milliseconds: gone.
create unlogged table stage.presence_hour (
  load_id bigint not null,
  resource_id text not null collate "C",
  hour timestamptz not null,
  source text not null,
  provider text,
  provider_before text,
  present_ms bigint
);
-- The hours of a day whose money goes by presence: milliseconds run before the hour, up to its end, and in the whole day.
create unlogged table stage.day_weight (
  load_id bigint not null,
  resource_key bigint not null,
  charge_period_start timestamptz not null,
  hour timestamptz not null,
  before bigint not null,
  upto bigint not null,
  whole bigint not null
);
create index day_weight_hour on stage.day_weight (resource_key, charge_period_start, hour);
