-- Levers that were seen, from the day on which each opened up to the last day on which it stood, with what it promised then and what its
-- version (of `cold_idle` the idle machines) cost. Looked at once a day, behind the first job that ends on it. An empty provider: of
-- all `providers` together.
create table ops.lever_seen (
  lever text not null collate "C",
  model text not null collate "C",
  version text not null collate "C",
  provider text not null collate "C",
  from_day date not null,
  last_day date not null,
  ended_day date check (ended_day > last_day),
  providers text[] not null,
  cost_usd_month numeric,
  cost_cny_month numeric,
  saving_usd_month numeric,
  saving_cny_month numeric,
  check (from_day <= last_day),
  primary key (lever, model, version, provider, from_day)
);
create unique index lever_seen_open on ops.lever_seen (lever, model, version, provider) where ended_day is null;

-- The days on which levers were looked at.
create table ops.lever_look (
  day date primary key,
  looked_at timestamptz not null default clock_timestamp()
);
