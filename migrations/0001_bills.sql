-- The rooms of the database, and a bill's way into it: what came (raw), what it says (fact), how it came (ops).
create schema raw;
create schema stage;
create schema fact;
create schema report;
create schema law;

-- date_bin is immutable, five times cheaper than extract(epoch), and blind to the session's time zone.
create domain fact.utc_hour as timestamptz
  check (date_bin('1 hour', value, timestamptz '1970-01-01 00:00Z') = value);

-- ---------- how it came ----------

create sequence ops.load_id as bigint;

-- One row a load that wrote something. What was killed or found nothing new leaves none.
create table ops.run (
  load_id bigint primary key,
  command text not null,
  feed text not null,
  content text not null,
  window_keys bigint[] not null,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  files jsonb not null,
  lines_accepted bigint not null,
  lines_rejected bigint not null,
  lines_came bigint not null,
  lines_gone bigint not null,
  hours_folded bigint not null,
  complete boolean not null
);
create index run_content on ops.run (content);

-- A window is what a provider restates as a whole: for FOCUS an issuer's billing period of one account.
create table ops.window (
  window_key bigint primary key,
  feed text not null,
  provider text not null,
  invoice_issuer_name text not null,
  billing_account_id text not null,
  billing_period date not null,
  billing_period_end date not null,
  load_id bigint not null,
  line_count bigint not null,
  first_charge timestamptz not null,
  last_charge timestamptz not null,
  usage_days date[] not null,
  content text not null,
  refused_content text,
  complete boolean not null,
  partial boolean not null,
  final boolean not null
);

-- Which feed counts for an account's days; the others are compared, never added (ledger.md 1). Days are the provider's.
create table ops.source_of_record (
  provider text not null,
  billing_account_id text not null,
  from_day date not null,
  to_day date not null default 'infinity',
  feed text not null,
  declared boolean not null,
  check (from_day < to_day),
  primary key (provider, billing_account_id, from_day)
);

create table ops.restatement (
  load_id bigint not null,
  window_key bigint not null,
  resource_key bigint not null,
  charge_period_start timestamptz not null,
  charge_period_end timestamptz not null,
  billing_currency text not null,
  cause text not null check (cause in ('bill', 'estimate', 'fx', 'telemetry', 'mapping', 'respread')),
  lines_gone bigint not null,
  lines_came bigint not null,
  list_cost_before numeric(38,18),
  list_cost_after numeric(38,18),
  contracted_cost_before numeric(38,18),
  contracted_cost_after numeric(38,18),
  billed_cost_before numeric(38,18),
  billed_cost_after numeric(38,18),
  effective_cost_before numeric(38,18),
  effective_cost_after numeric(38,18),
  recorded_at timestamptz not null default now(),
  primary key (load_id, window_key, resource_key, charge_period_start, charge_period_end, billing_currency)
);
create index restatement_charge on ops.restatement (charge_period_start);

-- ---------- what came ----------

create table raw.rejected (
  load_id bigint not null,
  file text not null,
  record bigint not null,
  column_name text not null,
  value text,
  reason text not null,
  line jsonb not null,
  recorded_at timestamptz not null default now(),
  primary key (load_id, file, record, column_name)
);

-- ---------- what it says ----------

-- The time zone in which a provider counts its days; a provider not listed counts in UTC.
create table fact.provider (
  provider text primary key,
  day_zone text not null
);
insert into fact.provider values
  ('aws', 'UTC'), ('azure', 'UTC'), ('gcp', 'UTC'), ('oracle', 'UTC'), ('alibaba', 'Asia/Shanghai'), ('tencent', 'Asia/Shanghai');

-- Without a unique index over the identity: an entry of one ends at 2,700 bytes, and ids are longer than that. The key
-- stands for it; law.resource_keys_met_twice says when two identities met.
create table fact.resource (
  resource_key bigint primary key,
  provider text not null,
  billing_account_id text not null,
  sub_account_id text not null,
  resource_id text not null collate "C"
);

create table fact.bill_line (
  resource_key bigint not null,
  charge_period_start timestamptz not null,
  line_key uuid not null,
  row_hash uuid not null,
  window_key bigint not null,
  charge_period_end timestamptz not null,
  grain text not null check (grain in ('hour', 'day', 'month')),
  line_count bigint not null check (line_count > 0),
  provider text not null,
  invoice_issuer_name text not null,
  billing_account_id text not null,
  sub_account_id text not null,
  billing_period date not null,
  billing_currency text not null check (billing_currency ~ '^[A-Z]{3}$'),
  resource_id text not null,
  service_name text,
  region_id text,
  sku_id text,
  sku_price_id text,
  charge_category text not null,
  charge_class text,
  charge_frequency text,
  pricing_category text,
  commitment_discount_id text,
  commitment_discount_type text,
  commitment_discount_status text,
  capacity_reservation_id text,
  capacity_reservation_status text,
  invoice_id text,
  cost_type text,
  consumed_unit text,
  pricing_unit text,
  details jsonb,
  tags jsonb,
  consumed_quantity numeric(38,18),
  pricing_quantity numeric(38,18),
  list_cost numeric(38,18),
  contracted_cost numeric(38,18),
  billed_cost numeric(38,18) not null,
  effective_cost numeric(38,18),
  load_id bigint not null,
  of_record boolean not null default true,
  recorded_at timestamptz not null default now(),
  check (charge_period_end >= charge_period_start),
  primary key (resource_key, charge_period_start, line_key)
);
create index bill_line_window on fact.bill_line (window_key);
create index bill_line_coarse on fact.bill_line (resource_key, charge_period_start) where grain <> 'hour';

-- What a provider no longer says, with the interval in which we believed it.
create table fact.bill_line_past (
  like fact.bill_line,
  believed_to timestamptz not null,
  superseded_by bigint not null
);
create index bill_line_past_charge on fact.bill_line_past (resource_key, charge_period_start);
create index bill_line_past_load on fact.bill_line_past (superseded_by);

-- A resource's hour. A basis that one of its lines leaves open is NULL; `_known` is what the other lines say and
-- `_unknown` how many say nothing, so that the law can be checked to the last digit all the same.
create table fact.resource_hour (
  hour fact.utc_hour not null,
  resource_key bigint not null,
  billing_period date not null,
  billing_currency text not null,
  grain_source text not null
    check (grain_source in ('billed_hourly', 'overlap', 'presence_day', 'even_day', 'even_period')),
  status text not null check (status in ('estimated', 'preliminary', 'final')),
  line_count bigint not null,
  list_known numeric(38,18) not null,
  list_unknown bigint not null,
  contracted_known numeric(38,18) not null,
  contracted_unknown bigint not null,
  effective_known numeric(38,18) not null,
  effective_unknown bigint not null,
  billed_cost numeric(38,18) not null,
  list_cost numeric(38,18) generated always as (case when list_unknown = 0 then list_known end) stored,
  contracted_cost numeric(38,18) generated always as (case when contracted_unknown = 0 then contracted_known end) stored,
  effective_cost numeric(38,18) generated always as (case when effective_unknown = 0 then effective_known end) stored,
  primary key (hour, resource_key, billing_period, billing_currency)
);

-- ---------- staging: ordinary unlogged tables with a load id; a load empties its own rows before it commits ----------

create unlogged table stage.bill_line (like fact.bill_line including defaults);
create unlogged table stage.moved (
  load_id bigint not null,
  why text not null check (why in ('bill', 'record')),
  resource_key bigint not null,
  charge_period_start timestamptz not null,
  charge_period_end timestamptz not null,
  line_key uuid not null,
  gone boolean not null,
  came boolean not null
);
-- Staging has no statistics, so the planner may pick a nested loop at any size: it must at least find an index.
create index moved_line on stage.moved (resource_key, charge_period_start, line_key);
create unlogged table stage.touched (
  load_id bigint not null,
  resource_key bigint not null,
  hour timestamptz not null
);
create index touched_hour on stage.touched (resource_key, hour);
-- The sides of the laws: what the file holds, what was accepted and rejected, which lines came and went, what the hours
-- said before and after.
create unlogged table stage.control (
  load_id bigint not null,
  side text not null,
  window_key bigint,
  provider text,
  billing_account_id text,
  billing_period date,
  billing_currency text,
  lines numeric not null,
  list_cost numeric not null,
  contracted_cost numeric not null,
  billed_cost numeric not null,
  effective_cost numeric not null
);
