-- Yuan and dollars on each hour, and the rates they come from.

-- A central parity as published: `value` of to_currency for `units` of from_currency (JPY by the hundred; fifteen pairs
-- quote the yuan: CNY 1 in THB). One source a day.
create table fact.fx_rate (
  fixed_on date not null,
  from_currency text not null,
  to_currency text not null,
  units numeric(9,0) not null check (units > 0),
  value numeric(28,10) not null check (value > 0),
  source text not null,
  load_id bigint not null,
  recorded_at timestamptz not null default now(),
  check ((from_currency = 'CNY') <> (to_currency = 'CNY')),
  primary key (fixed_on, from_currency, to_currency)
);

-- What a source said of a day before it, or another source, said otherwise.
create table fact.fx_rate_past (
  like fact.fx_rate,
  believed_to timestamptz not null,
  superseded_by bigint not null
);

-- One row a Beijing day and currency: `cny` yuan for `units` of the currency, carried forward when written, so that the fold
-- joins on equality. A day is provisional until a fixing dated that day or later is known.
create table fact.rate_of_day (
  day date not null,
  currency text not null,
  cny numeric(28,10) not null,
  units numeric(28,10) not null,
  cny_per_usd numeric(28,10) not null,
  rate_date date not null,
  source text not null,
  provisional boolean not null,
  primary key (day, currency)
);

-- NULL amounts: the bill leaves them open, or there is no rate (`unconverted` says why).
alter table fact.resource_hour
  add column rate_date date,
  add column rate_source text,
  add column rate_provisional boolean,
  add column rate_cny numeric(28,10),
  add column rate_units numeric(28,10),
  add column rate_cny_per_usd numeric(28,10),
  add column unconverted text check (unconverted in ('no_fixing', 'not_quoted')),
  add column list_usd numeric(38,18),
  add column contracted_usd numeric(38,18),
  add column billed_usd numeric(38,18),
  add column effective_usd numeric(38,18),
  add column list_cny numeric(38,18),
  add column contracted_cny numeric(38,18),
  add column billed_cny numeric(38,18),
  add column effective_cny numeric(38,18);
-- What was loaded before there were rates; tokenledger rates converts it.
update fact.resource_hour set unconverted = 'no_fixing',
  list_usd = case billing_currency when 'USD' then list_cost end,
  contracted_usd = case billing_currency when 'USD' then contracted_cost end,
  billed_usd = case billing_currency when 'USD' then billed_cost end,
  effective_usd = case billing_currency when 'USD' then effective_cost end,
  list_cny = case billing_currency when 'CNY' then list_cost end,
  contracted_cny = case billing_currency when 'CNY' then contracted_cost end,
  billed_cny = case billing_currency when 'CNY' then billed_cost end,
  effective_cny = case billing_currency when 'CNY' then effective_cost end;

-- Hours that moved though no bill changed: a rate came (fx), or telemetry said when a resource ran (respread).
create table ops.hour_restatement (
  load_id bigint not null,
  cause text not null check (cause in ('estimate', 'fx', 'telemetry', 'mapping', 'respread')),
  hour fact.utc_hour not null,
  resource_key bigint not null,
  billing_period date not null,
  billing_currency text not null,
  billed_cost_before numeric(38,18),
  billed_cost_after numeric(38,18),
  billed_usd_before numeric(38,18),
  billed_usd_after numeric(38,18),
  billed_cny_before numeric(38,18),
  billed_cny_after numeric(38,18),
  effective_cost_before numeric(38,18),
  effective_cost_after numeric(38,18),
  effective_usd_before numeric(38,18),
  effective_usd_after numeric(38,18),
  effective_cny_before numeric(38,18),
  effective_cny_after numeric(38,18),
  recorded_at timestamptz not null default now(),
  primary key (load_id, hour, resource_key, billing_period, billing_currency)
);
create index hour_restatement_hour on ops.hour_restatement (hour);

-- ---------- staging ----------

-- Hours as they were spread, on their way to dollars and yuan.
create unlogged table stage.hour (
  load_id bigint not null,
  hour timestamptz not null,
  resource_key bigint not null,
  billing_period date not null,
  billing_currency text not null,
  grain_source text not null,
  status text not null,
  line_count bigint not null,
  list_known numeric(38,18) not null,
  list_unknown bigint not null,
  contracted_known numeric(38,18) not null,
  contracted_unknown bigint not null,
  effective_known numeric(38,18) not null,
  effective_unknown bigint not null,
  billed_cost numeric(38,18) not null
);
-- `kept`: the day stays as another source has it.
create unlogged table stage.fx_rate (like fact.fx_rate including defaults, kept boolean not null default false);
create unlogged table stage.hour_before (like fact.resource_hour, load_id bigint not null);
create index hour_before_hour on stage.hour_before (resource_key, hour);
