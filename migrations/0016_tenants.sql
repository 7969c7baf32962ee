-- Who asked: what gateways counted, by the model that was asked for and by tenant, and what share of a version's hour that is.

-- `tenant` are those that are told apart, `other` the rest of them in one row (`tenants` says how many), `untold` what no label
-- named a tenant for. Tokens and requests are NULL where the gateway does not tell them.
create table fact.gateway_hour (
  hour fact.utc_hour not null,
  source text not null collate "C",
  requested_model text not null collate "C",
  kind text not null collate "C" check (kind in ('tenant', 'other', 'untold')),
  tenant text not null collate "C",
  served_model text not null collate "C",
  tenants bigint not null check (tenants >= 0),
  prompt_tokens bigint check (prompt_tokens >= 0),
  generated_tokens bigint check (generated_tokens >= 0),
  requests bigint check (requests >= 0),
  quality text not null check (quality in ('exact', 'lower_bound', 'baseline_unknown')),
  quality_reasons text[] not null,
  load_id bigint not null,
  recorded_at timestamptz not null default now(),
  check ((kind = 'tenant') = (tenant <> '')),
  primary key (hour, source, requested_model, kind, tenant)
);

-- What a gateway said of an hour before, and says now.
create table ops.gateway_restatement (
  load_id bigint not null,
  hour fact.utc_hour not null,
  source text not null,
  requested_model text not null collate "C",
  kind text not null,
  tenant text not null collate "C",
  prompt_tokens_before bigint,
  prompt_tokens_after bigint,
  generated_tokens_before bigint,
  generated_tokens_after bigint,
  requests_before bigint,
  requests_after bigint,
  recorded_at timestamptz not null default now(),
  primary key (load_id, hour, source, requested_model, kind, tenant)
);

-- How many rows of a gateway an hour was read with; NULL: the source is none.
alter table ops.telemetry_hour add column gateway bigint;

-- How a version's hour is shared by who asked: of `whole` parts those from `upto - weight` up to `upto`. The money is worked out
-- (report.gateway_cost_hour), so that a rate or a bill that changes moves no share. `unattributed` is what no gateway saw. Hours
-- of versions that no gateway told of have no row.
create table report.tenant_hour (
  hour fact.utc_hour not null,
  version_id bigint not null,
  served_model text not null collate "C",
  source text not null collate "C",
  requested_model text not null collate "C",
  kind text not null collate "C" check (kind in ('tenant', 'other', 'untold', 'unattributed')),
  tenant text not null collate "C",
  reason text not null collate "C",
  tenants bigint not null,
  prompt_tokens bigint,
  generated_tokens bigint,
  requests bigint,
  weight numeric(38,0) not null check (weight >= 0),
  upto numeric(38,0) not null,
  whole numeric(38,0) not null check (whole > 0),
  check (weight <= upto and upto <= whole),
  primary key (hour, version_id, served_model, source, requested_model, kind, tenant)
);

create unlogged table stage.gateway_hour (like fact.gateway_hour including defaults);
create unlogged table stage.tenant_hour (like report.tenant_hour, load_id bigint not null);
-- What engines counted under a served model, version by version, and by what a gateway's tokens are dealt to them.
create unlogged table stage.asked_version (
  load_id bigint not null,
  hour timestamptz not null,
  version_id bigint not null,
  model text not null collate "C",
  served_model text not null collate "C",
  told boolean not null,
  engine_in numeric,
  engine_out numeric,
  work_in numeric,
  work_out numeric,
  deals_in numeric not null,
  deals_out numeric not null
);
