-- What registries say of versions: each as it stood from when to when, and which name pointed to it meanwhile.

-- How a registry was read last. `content` is a hash of its whole answer, so that one that says nothing new writes nothing.
create table ops.registry_read (
  registry text primary key,
  content text not null,
  served_alias text,
  read_at timestamptz not null,
  versions bigint not null,
  load_id bigint not null
);

-- A registered version as it stood from `from_at` up to and without `to_at`. One that a registry no longer has keeps its rows,
-- with their end: what it cost stays.
create table fact.registered_version (
  registry text not null,
  model text not null collate "C",
  version text not null collate "C",
  from_at timestamptz not null,
  to_at timestamptz not null,
  created_at timestamptz,
  status text,
  stage text,
  source text,
  run_id text,
  tags jsonb not null,
  load_id bigint not null,
  recorded_at timestamptz not null default now(),
  check (from_at < to_at),
  primary key (registry, model, version, from_at)
);
create unique index registered_version_now on fact.registered_version (registry, model, version) where to_at = 'infinity';

-- Which version a name pointed to: the name that it is served under (`tag`), or an alias of its model. `is_said`: the registry
-- said so when it was read last. `declared_*`: dates that stand in the registry itself; where they are NULL, times are those of
-- the version's creation or of a reading.
create table fact.registered_name (
  registry text not null,
  rule text not null check (rule in ('tag', 'alias')),
  model text not null collate "C",
  version text not null collate "C",
  name text not null collate "C",
  from_at timestamptz not null,
  to_at timestamptz not null,
  declared_from timestamptz,
  declared_to timestamptz,
  is_said boolean not null,
  load_id bigint not null,
  recorded_at timestamptz not null default now(),
  check (from_at < to_at),
  primary key (registry, rule, model, version, name, from_at)
);
create unique index registered_name_now on fact.registered_name (registry, rule, model, version, name) where is_said;

-- The version that a served name stood for by the registries, in whole hours; of one name and rule no two overlap.
create table fact.served_version (
  served_key bigint not null,
  served_model text not null collate "C",
  rule text not null check (rule in ('tag', 'alias')),
  from_hour fact.utc_hour not null,
  to_hour timestamptz not null,
  registry text not null,
  model text not null collate "C",
  version text not null collate "C",
  check (from_hour < to_hour),
  primary key (served_model, rule, from_hour),
  exclude using gist (int8range(served_key, served_key, '[]') with &&, tstzrange(from_hour, to_hour) with &&)
);

-- Who told the version of a deployment, the strongest first: map, label, tag, alias, name. `matched_by` is the strongest that
-- told anything of it.
alter table fact.deployment
  add column version_by text check (version_by in ('map', 'label', 'tag', 'alias', 'name')),
  drop constraint deployment_matched_by_check,
  add constraint deployment_matched_by_check check (matched_by in ('map', 'label', 'tag', 'alias', 'name'));
update fact.deployment set version_by = matched_by where version is not null;
alter table fact.deployment add constraint deployment_version_told check ((version is null) = (version_by is null));

-- ---------- staging ----------

alter table stage.deployment add column version_by text;
-- `bare`: what the map says of a replica without its version, which others may tell.
alter table stage.deployment_piece
  add column version_by text,
  drop constraint deployment_piece_kind_check,
  add constraint deployment_piece_kind_check check (kind in ('map', 'bare', 'hour', 'kept'));
create unlogged table stage.registered_version (
  load_id bigint not null,
  registry text not null,
  model text not null collate "C",
  version text not null collate "C",
  created_at timestamptz,
  status text,
  stage text,
  source text,
  run_id text,
  tags jsonb not null
);
create unlogged table stage.registered_name (
  load_id bigint not null,
  registry text not null,
  rule text not null,
  model text not null collate "C",
  version text not null collate "C",
  name text not null collate "C",
  declared_from timestamptz,
  declared_to timestamptz
);
create unlogged table stage.served_version (like fact.served_version, load_id bigint not null);
