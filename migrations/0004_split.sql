-- Whose money: what each charge is, who held each machine, and what a version's hour came to.

-- ---------- what a charge is ----------

-- How many GPUs a type of machine has, and what one of them is worth in A100s. From pricing/, a user's own file first.
create table fact.instance_type (
  provider text not null,
  instance_type text not null,
  from_day date not null default '-infinity',
  to_day date not null default 'infinity',
  gpus numeric(38,18) not null check (gpus >= 0),
  gpu_model text,
  a100_factor numeric(38,18) check (a100_factor > 0),
  source text not null,
  as_of date not null,
  load_id bigint not null,
  check (from_day < to_day),
  primary key (provider, instance_type, from_day)
);

-- A served variant of a model. The key is a hash of both names, so that the order in which crumbs are dealt is the same in
-- every ledger. Version 0 is none.
create table fact.model_version (
  version_id bigint primary key,
  model text not null collate "C",
  version text not null collate "C",
  unique (model, version)
);
insert into fact.model_version values (0, '', '');

-- What becomes of a charge: `split` goes by the shares of its machine; anything else goes where it stands here, whole.
-- `share_key`: by the shares of another machine than its own.
create table fact.part (
  part_id bigint primary key,
  region_id text not null,
  kind text not null check (kind in ('split', 'serving', 'shared', 'unattributed')),
  reason text not null,
  version_id bigint not null,
  share_key bigint,
  check ((kind = 'serving') = (version_id <> 0)),
  check (kind = 'split' or share_key is null)
);
insert into fact.part values (0, '', 'split', '', 0, null);

-- The rules that say what becomes of charges: the first that matches decides, and NULL matches anything. Patterns of LIKE.
create table fact.split_rule (
  ord integer primary key,
  name text not null,
  provider text,
  billing_account_id text,
  sub_account_id text,
  service_name text,
  region_id text,
  sku_id text,
  charge_category text,
  resource_id text,
  tags jsonb not null,
  kind text not null check (kind in ('split', 'serving', 'shared', 'unattributed')),
  reason text not null,
  model text,
  version text,
  follow text,
  follow_tag text
);

-- Charges that nothing but their time, amounts and prices tells apart. The rules of tokenledger.yaml look at these.
alter table fact.bill_line add column class_key bigint not null generated always as (hashtextextended(
  resource_key::text || chr(31) || coalesce(service_name, '') || chr(31) || coalesce(region_id, '') || chr(31) ||
  coalesce(sku_id, '') || chr(31) || charge_category || chr(31) || coalesce(charge_frequency, '') || chr(31) ||
  coalesce(pricing_category, '') || chr(31) || coalesce(commitment_discount_status, '') || chr(31) ||
  coalesce(commitment_discount_id, '') || chr(31) || coalesce(capacity_reservation_status, '') || chr(31) ||
  coalesce(consumed_unit, '') || chr(31) || coalesce(pricing_unit, '') || chr(31) || coalesce(cost_type, '') || chr(31) ||
  coalesce(details::text, '') || chr(31) || coalesce(tags::text, ''), 0)) stored;
create table fact.line_class (
  class_key bigint primary key,
  resource_key bigint not null,
  provider text not null,
  billing_account_id text not null,
  sub_account_id text not null,
  resource_id text not null,
  service_name text,
  region_id text,
  sku_id text,
  charge_category text not null,
  charge_frequency text,
  pricing_category text,
  commitment_discount_status text,
  commitment_discount_id text,
  capacity_reservation_status text,
  consumed_unit text,
  pricing_unit text,
  cost_type text,
  details jsonb,
  tags jsonb,
  -- The type of the machine; its GPUs (0: it is none; NULL: not known), and how GPU-seconds follow from a line: a quantity
  -- times `unit_seconds`, or the seconds of its period.
  instance_type text,
  gpus numeric(38,18),
  a100_factor numeric(38,18),
  gpu_measure text check (gpu_measure in ('consumed', 'pricing', 'period')),
  unit_seconds numeric(38,18),
  -- The rule that decided (NULL: none of them), and the machine by whose shares it was told to go.
  rule text,
  follows text collate "C",
  part_id bigint not null,
  load_id bigint not null
);
create index line_class_load on fact.line_class (load_id);
create index line_class_follows on fact.line_class (follows) where follows is not null;
insert into fact.line_class
select distinct on (l.class_key) l.class_key, l.resource_key, l.provider, l.billing_account_id, l.sub_account_id, l.resource_id,
  l.service_name, l.region_id, l.sku_id, l.charge_category, l.charge_frequency, l.pricing_category,
  l.commitment_discount_status, l.commitment_discount_id, l.capacity_reservation_status, l.consumed_unit, l.pricing_unit,
  l.cost_type, l.details, l.tags, null, null, null, null, null, null, null, 0, 0
from fact.bill_line l;

-- ---------- what a resource's hour holds now ----------

-- `share_key`: the machine by whose shares it goes. GPU-seconds as the bill says them; `gpu_unknown` lines say nothing.
alter table fact.resource_hour
  add column part_id bigint not null default 0,
  add column share_key bigint not null default 0,
  add column gpu_known numeric(38,18) not null default 0,
  add column gpu_unknown bigint not null default 0,
  add column a100_known numeric(38,18) not null default 0,
  add column a100_unknown bigint not null default 0,
  add column gpu_seconds numeric(38,18) generated always as (case when gpu_unknown = 0 then gpu_known end) stored,
  add column a100_seconds numeric(38,18) generated always as (case when a100_unknown = 0 then a100_known end) stored;
update fact.resource_hour set share_key = resource_key;
-- It is grouped by what was the key; the split takes its place.
drop view if exists report.tokens_beside_cost;
alter table fact.resource_hour
  alter column part_id drop default,
  alter column share_key drop default,
  drop constraint resource_hour_pkey,
  add primary key (hour, resource_key, billing_period, billing_currency, part_id);
alter table ops.hour_restatement
  add column part_id bigint not null default 0,
  drop constraint hour_restatement_pkey,
  add primary key (load_id, hour, resource_key, billing_period, billing_currency, part_id);

-- ---------- who held a machine ----------

-- Weights of tokens in thousandths: generating one costs about four times reading one. The model '' is every other one.
create table fact.token_weight (
  model text primary key,
  weights_id bigint not null,
  uncached integer not null check (uncached >= 0),
  cached integer not null check (cached >= 0),
  generated integer not null check (generated >= 0)
);
insert into fact.token_weight values ('', hashtextextended('1000 100 4000', 0) & 1152921504606846975, 1000, 100, 4000);

-- Who saw a machine last is asked of each hour that is split, and of two the last by name: the key has to lie in that order.
alter table fact.presence_hour alter column source type text collate "C";

-- What a replica held of a machine in an hour, from the deployment and what was seen, and what it did there: milliseconds of
-- the hour, and weighted tokens. A replica whose machine nobody knows holds ''. Cards: replicas that tell their GPUs have one
-- each; the others share what is left (card 0).
create table fact.holder_hour (
  hour fact.utc_hour not null,
  resource_id text not null collate "C",
  source text not null,
  replica text not null collate "C",
  served_model text not null collate "C",
  provider text,
  version_id bigint not null,
  card_key bigint not null,
  holder_key bigint not null,
  gpus numeric(12,6),
  held_from integer not null,
  held_to integer not null,
  busy_ms bigint,
  running_ms bigint,
  prompt_tokens bigint,
  cached_tokens bigint,
  generated_tokens bigint,
  requests bigint,
  work_in bigint,
  work_out bigint,
  weights_id bigint not null,
  exact boolean not null,
  coverage numeric(7,6) not null,
  check (held_from >= 0 and held_from <= held_to and held_to <= 3600000),
  primary key (hour, resource_id, source, replica, served_model)
);
create index holder_hour_source on fact.holder_hour (source, hour);

-- How a machine's hour is split: of `whole_ms` GPU-milliseconds those from `upto_ms - gpu_ms` up to `upto_ms`. The money is
-- price times milliseconds plus crumbs (fact.model_cost_hour): a rate that changes moves no share. `counted`: the
-- milliseconds are GPUs; else nobody says how many there are, and they are parts of the whole only.
create table fact.share_hour (
  hour fact.utc_hour not null,
  resource_key bigint not null,
  version_id bigint not null,
  kind text not null collate "C" check (kind in ('serving', 'warm_idle', 'cold_idle', 'unattributed')),
  reason text not null collate "C",
  gpu_ms bigint not null check (gpu_ms > 0),
  upto_ms bigint not null,
  whole_ms bigint not null check (whole_ms between 1 and 3000000000),
  split_by text not null check (split_by in ('gpus', 'tokens', 'running', 'time', 'last_day')),
  counted boolean not null,
  over boolean not null,
  check (gpu_ms <= upto_ms and upto_ms <= whole_ms),
  primary key (hour, resource_key, kind, version_id, reason)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);
create index share_hour_last_day on fact.share_hour (resource_key, hour) where split_by = 'last_day';

-- The settings by which charges are split, each time they were found changed; the last ones count. `business_time_zone` is
-- whose days reports are of; `due` are the hours that were folded by older ones and not again since.
create table ops.split_settings (
  load_id bigint primary key,
  fingerprint text not null,
  business_time_zone text not null,
  settings jsonb not null,
  due tstzmultirange not null default '{}',
  recorded_at timestamptz not null default now()
);
insert into ops.split_settings
select 0, '', 'Asia/Shanghai', '{}',
  case when count(*) = 0 then '{}' else tstzmultirange(tstzrange(min(hour), max(hour) + interval '1 hour')) end
from fact.resource_hour;
