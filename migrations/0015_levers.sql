-- What could be saved, in money: what machines and tokens cost, what versions ran on day by day, and what they needed there.

alter table fact.instance_type add column gpu_memory_gb numeric(38,18) check (gpu_memory_gb > 0);

-- What one unit costs in a region, from `from_day` up to and without `to_day`, as the files of pricing.files tell it. Tokens have
-- no region ('') and the purchase `tokens`.
create table fact.price (
  provider text not null collate "C",
  region_id text not null collate "C",
  item text not null collate "C",
  purchase text not null collate "C" check (purchase in ('on_demand', 'spot', 'reserved', 'tokens')),
  per text not null collate "C"
    check (per in ('machine_hour', 'million_input_tokens', 'million_cached_tokens', 'million_output_tokens')),
  from_day date not null,
  to_day date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount numeric(38,18) not null check (amount >= 0),
  source text not null,
  as_of date not null,
  check (from_day < to_day),
  check ((purchase = 'tokens') = (per <> 'machine_hour')),
  primary key (provider, region_id, item, purchase, per, from_day)
);

-- What bills themselves say that an hour of a type costs on demand: list cost over hours, of the last lines of a UTC day that were
-- loaded. Not of Google, which bills the GPU, the cores
-- and the memory of a machine apart, nor of services that ask more for a machine than it costs alone.
create table fact.list_price (
  provider text not null collate "C",
  region_id text not null collate "C",
  instance_type text not null collate "C",
  currency text not null collate "C",
  day date not null,
  amount numeric(38,18) not null check (amount > 0),
  load_id bigint not null,
  primary key (provider, region_id, instance_type, currency, day)
);
insert into fact.list_price (provider, region_id, instance_type, currency, day, amount, load_id)
select provider, coalesce(region_id, ''), instance_type, billing_currency, (charge_period_start at time zone 'UTC')::date,
  round(sum(list_cost) * 3600 / sum(seconds), 12), max(load_id)
from (
  select l.provider, l.region_id, c.instance_type, l.billing_currency, l.charge_period_start, l.list_cost, l.load_id,
    c.unit_seconds * case c.gpu_measure when 'consumed' then l.consumed_quantity when 'pricing' then l.pricing_quantity end as seconds
  from fact.bill_line l
  join fact.line_class c using (class_key)
  where l.of_record and l.charge_category = 'Usage' and l.charge_class is null and l.provider <> 'gcp' and c.gpus > 0
    and c.instance_type is not null
    and l.pricing_category in ('Standard', 'Committed') and coalesce(l.service_name, '') !~* 'sagemaker|machine learning|vertex|pai|ti-one'
) lines
where list_cost > 0 and seconds > 0
group by 1, 2, 3, 4, 5
having round(sum(list_cost) * 3600 / sum(seconds), 12) between 0.000000000001 and 1000000000000;

-- What is known of a version beside its name, by the tags of a registry, else by the name itself: it decides on no money.
-- `weight_bytes`: parameters times the bits of one.
create table fact.version_hint (
  version_id bigint primary key,
  family text not null,
  size text,
  variants text not null,
  quantisation text,
  weight_bytes bigint check (weight_bytes > 0)
);

-- What a version's machines of one type cost in a day of the business time zone. '' is a type, a region or a purchase that nothing
-- tells; `mixed` machines were bought in several ways. NULL: not known.
create table report.machine_day (
  version_id bigint not null,
  provider text not null collate "C",
  region_id text not null collate "C",
  instance_type text not null collate "C",
  purchase text not null collate "C" check (purchase in ('on_demand', 'spot', 'reserved', 'mixed', '')),
  day date not null,
  effective_usd numeric(38,18),
  effective_cny numeric(38,18),
  gpu_seconds numeric(38,3),
  primary key (version_id, provider, region_id, instance_type, purchase, day)
);
create index machine_day_day on report.machine_day (day);

-- The most memory of one GPU that a version had in a day, and the most of its KV cache.
create table report.memory_day (
  version_id bigint not null,
  day date not null,
  memory_peak_bytes bigint,
  memory_total_bytes bigint,
  kv_cache_peak numeric(7,6),
  replica_gpus numeric(12,6),
  primary key (version_id, day)
);
create index memory_day_day on report.memory_day (day);

-- The last days that are reported already are due, so that levers have a week to look at.
update ops.split_settings
set due = due + (
  select case when count(*) = 0 then '{}'::tstzmultirange
    else tstzmultirange(tstzrange(greatest(min(hour), max(hour) - interval '9 days'), max(hour) + interval '1 hour')) end
  from fact.resource_hour)
where load_id = (select max(load_id) from ops.split_settings);
