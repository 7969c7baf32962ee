-- What a version's hour and day came to, ready to be read: kept by the fold, only where something changed.

-- A version's hour. Amounts are NULL where a part of them is unknown or has no rate; the `_unknown` say how many of its
-- resource-hours. Work stands in the rows of kind serving. Money of no version has version 0 and a reason.
create table report.model_hour (
  version_id bigint not null,
  provider text not null collate "C",
  billing_account_id text not null collate "C",
  region_id text not null collate "C",
  kind text not null collate "C",
  reason text not null collate "C",
  status text not null collate "C",
  hour fact.utc_hour not null,
  list_usd numeric(38,18),
  billed_usd numeric(38,18),
  effective_usd numeric(38,18),
  list_cny numeric(38,18),
  billed_cny numeric(38,18),
  effective_cny numeric(38,18),
  list_unknown bigint not null,
  billed_unknown bigint not null,
  effective_unknown bigint not null,
  unconverted_usd bigint not null,
  unconverted_cny bigint not null,
  resource_hours bigint not null,
  rates_provisional bigint not null,
  gpu_seconds numeric(38,3),
  a100_seconds numeric(38,18),
  prompt_tokens bigint,
  cached_tokens bigint,
  generated_tokens bigint,
  requests bigint,
  work_in numeric(38,0),
  work_out numeric(38,0),
  running_seconds numeric(38,3),
  replica_hours bigint not null,
  replica_hours_not_exact bigint not null,
  coverage numeric(7,6),
  primary key (version_id, provider, billing_account_id, region_id, kind, reason, status, hour)
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);
create index model_hour_hour on report.model_hour (hour);
-- The best hours of a model in 30 days, without the hours of all others (kpi_hour): a ninth of the time.
create index model_hour_best on report.model_hour (version_id, hour) include (generated_tokens, gpu_seconds) where reason = '';

-- The same by day of the business time zone.
create table report.model_day (like report.model_hour);
alter table report.model_day drop column hour;
alter table report.model_day
  add column day date not null,
  add primary key (version_id, provider, billing_account_id, region_id, kind, reason, status, day);
create index model_day_day on report.model_day (day);

-- What an account's hour of a billing period went to, in the currency of its bill and in dollars and yuan. `_known` are the
-- amounts that are said, `_unknown` the resource-hours that leave one open.
create table report.account_hour (
  provider text not null collate "C",
  billing_account_id text not null collate "C",
  billing_period date not null,
  billing_currency text not null,
  kind text not null collate "C",
  reason text not null collate "C",
  hour fact.utc_hour not null,
  list_known numeric(38,18) not null,
  contracted_known numeric(38,18) not null,
  billed_cost numeric(38,18) not null,
  effective_known numeric(38,18) not null,
  list_unknown bigint not null,
  contracted_unknown bigint not null,
  effective_unknown bigint not null,
  billed_usd numeric(38,18) not null,
  effective_usd numeric(38,18) not null,
  billed_cny numeric(38,18) not null,
  effective_cny numeric(38,18) not null,
  unconverted_usd bigint not null,
  unconverted_cny bigint not null,
  primary key (provider, billing_account_id, billing_period, billing_currency, kind, reason, hour)
);
create index account_hour_hour on report.account_hour (hour);
-- A month of bills is reconciled at a time.
create index account_hour_period on report.account_hour (billing_period);

-- What the lines of an account come to in a billing period, as they count; kept by what comes and goes.
create table report.account_bill (
  provider text not null collate "C",
  billing_account_id text not null collate "C",
  billing_period date not null,
  billing_currency text not null,
  line_count numeric(38,0) not null,
  list_known numeric(38,18) not null,
  contracted_known numeric(38,18) not null,
  billed_cost numeric(38,18) not null,
  effective_known numeric(38,18) not null,
  primary key (provider, billing_account_id, billing_period, billing_currency)
);
insert into report.account_bill
select provider, billing_account_id, billing_period, billing_currency, sum(line_count),
  coalesce(sum(list_cost) filter (where not left_out), 0), coalesce(sum(contracted_cost) filter (where not left_out), 0),
  sum(billed_cost), coalesce(sum(effective_cost), 0)
from (
  select *, charge_category = 'Purchase' and commitment_discount_id is not null as left_out from fact.bill_line where of_record
) counted
group by provider, billing_account_id, billing_period, billing_currency;

-- Requests by latency of a version's hour, replicas added up: counts[i] took longer than bounds[i - 1] and at most bounds[i].
create table report.latency_hour (
  version_id bigint not null,
  metric text not null collate "C",
  layout_id bigint not null,
  hour fact.utc_hour not null,
  counts bigint[] not null,
  count bigint not null,
  sum_seconds double precision,
  primary key (version_id, metric, layout_id, hour)
);
create index latency_hour_hour on report.latency_hour (hour);

-- What a version's hour said and says, where it moved without being new, and why.
create table ops.model_restatement (
  load_id bigint not null,
  cause text not null check (cause in ('bill', 'estimate', 'fx', 'telemetry', 'mapping', 'respread')),
  version_id bigint not null,
  provider text not null,
  billing_account_id text not null,
  hour fact.utc_hour not null,
  kind text not null,
  reason text not null,
  billed_usd_before numeric(38,18),
  billed_usd_after numeric(38,18),
  effective_usd_before numeric(38,18),
  effective_usd_after numeric(38,18),
  billed_cny_before numeric(38,18),
  billed_cny_after numeric(38,18),
  effective_cny_before numeric(38,18),
  effective_cny_after numeric(38,18),
  recorded_at timestamptz not null default now(),
  primary key (load_id, version_id, provider, billing_account_id, hour, kind, reason)
);
create index model_restatement_hour on ops.model_restatement (hour);

-- ---------- staging ----------

alter table stage.hour
  add column part_id bigint not null,
  add column gpu_known numeric(38,18) not null,
  add column gpu_unknown bigint not null,
  add column a100_known numeric(38,18) not null,
  add column a100_unknown bigint not null;
-- A law watches it; it is made anew with the other views.
drop view if exists law.staging_left_behind;
drop table stage.hour_before;
create unlogged table stage.hour_before (like fact.resource_hour, load_id bigint not null);
create index hour_before_hour on stage.hour_before (resource_key, hour);
-- What was decided of kinds of charges.
create unlogged table stage.line_class (
  load_id bigint not null,
  class_key bigint not null,
  resource_key bigint not null,
  region_id text not null,
  rule text,
  follows text collate "C",
  kind text not null,
  reason text not null,
  model text collate "C",
  version text collate "C"
);
create unlogged table stage.holder_hour (like fact.holder_hour, load_id bigint not null);
create index stage_holder_hour on stage.holder_hour (hour, resource_id, source, replica, served_model);
-- Hours of sources in which what replicas held is derived anew, and hours of machines that may have to be split again.
create unlogged table stage.held (
  load_id bigint not null,
  source text not null,
  hour timestamptz not null
);
create unlogged table stage.split_hour (
  load_id bigint not null,
  resource_key bigint not null,
  hour timestamptz not null
);
-- Of them those that are billed: the GPU-milliseconds that the bill says; whether telemetry read the
-- hour whole (NULL: the machine is not known to any); whether it is the first hour of a day on which the machine never ran.
create unlogged table stage.split (
  load_id bigint not null,
  resource_key bigint not null,
  hour timestamptz not null,
  resource_id text not null collate "C",
  provider text not null,
  capacity_ms bigint,
  complete boolean,
  last_day boolean not null
);
-- Hours whose reports are made anew.
create unlogged table stage.rolled (
  load_id bigint not null,
  hour timestamptz not null
);
create index rolled_hour on stage.rolled (hour);
-- What a GPU-millisecond of a resource-hour costs, cut at the last decimal, and the 1e-18 that the cut left over. Of the rows
-- of a machine's hour one is `main` and carries its GPU-seconds; of those of one resource id, one carries its work.
create unlogged table stage.price (
  load_id bigint not null,
  hour timestamptz not null,
  resource_key bigint not null,
  share_key bigint not null,
  resource_id text not null collate "C",
  provider text not null collate "C",
  billing_account_id text not null collate "C",
  region_id text not null collate "C",
  billing_period date not null,
  billing_currency text not null,
  status text not null collate "C",
  kind text not null collate "C",
  reason text not null collate "C",
  version_id bigint not null,
  main boolean not null,
  works boolean not null,
  provisional boolean not null,
  list_open boolean not null,
  contracted_open boolean not null,
  effective_open boolean not null,
  gpu_ms numeric,
  a100_per_gpu numeric,
  whole_ms bigint not null,
  list_cost numeric,
  contracted_cost numeric,
  billed_cost numeric,
  effective_cost numeric,
  list_usd numeric,
  billed_usd numeric,
  effective_usd numeric,
  list_cny numeric,
  billed_cny numeric,
  effective_cny numeric,
  list_cost_left bigint,
  contracted_cost_left bigint,
  billed_cost_left bigint,
  effective_cost_left bigint,
  list_usd_left bigint,
  billed_usd_left bigint,
  effective_usd_left bigint,
  list_cny_left bigint,
  billed_cny_left bigint,
  effective_cny_left bigint
);
-- A resource id may be longer than an entry of an index; its beginning tells the machines of an hour apart.
create index price_machine on stage.price (hour, left(resource_id, 200)) where works;
create unlogged table stage.model_hour (like report.model_hour, load_id bigint not null);
create index stage_model_hour on stage.model_hour (hour, version_id);
create unlogged table stage.account_hour (like report.account_hour, load_id bigint not null);
create index stage_account_hour on stage.account_hour (hour);
create unlogged table stage.latency_hour (like report.latency_hour, load_id bigint not null);
