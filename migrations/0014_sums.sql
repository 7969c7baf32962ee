-- What versions and accounts come to, kept where panels over months would add it up each time: few rows an hour or a day, however
-- many versions or hours there are. Written with the rows that they are of, and held to them by laws.

-- Hours and days without their versions and accounts. A sum of which a part is unknown is unknown. An empty model: money of none.
create table report.sum_hour (
  provider text not null collate "C",
  region_id text not null collate "C",
  model text not null collate "C",
  kind text not null collate "C",
  reason text not null collate "C",
  status text not null collate "C",
  hour fact.utc_hour not null,
  list_usd numeric(38,18),
  effective_usd numeric(38,18),
  list_cny numeric(38,18),
  effective_cny numeric(38,18),
  effective_unknown bigint not null,
  unconverted_usd bigint not null,
  unconverted_cny bigint not null,
  rates_provisional bigint not null,
  gpu_seconds numeric(38,3),
  a100_seconds numeric(38,18),
  prompt_tokens bigint,
  generated_tokens bigint,
  work_in numeric(38,0),
  work_out numeric(38,0),
  replica_hours bigint not null,
  primary key (hour, provider, region_id, model, kind, reason, status)
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);
create table report.sum_day (like report.sum_hour);
alter table report.sum_day drop column hour;
alter table report.sum_day
  add column day date not null,
  add primary key (day, provider, region_id, model, kind, reason, status);

-- Days of the business time zone of what accounts were billed.
create table report.account_day (like report.account_hour);
alter table report.account_day drop column hour;
alter table report.account_day
  add column day date not null,
  add primary key (day, provider, billing_account_id, billing_period, billing_currency, kind, reason);

-- Months of versions in each cloud, for lists of versions over long ranges. `last_request_day`: the last day with a request.
create table report.sum_month (
  version_id bigint not null,
  provider text not null collate "C",
  kind text not null collate "C",
  reason text not null collate "C",
  status text not null collate "C",
  month date not null,
  effective_usd numeric(38,18),
  effective_cny numeric(38,18),
  gpu_seconds numeric(38,3),
  a100_seconds numeric(38,18),
  prompt_tokens bigint,
  cached_tokens bigint,
  generated_tokens bigint,
  requests bigint,
  replica_hours bigint not null,
  seen_hours numeric,
  last_request_day date,
  primary key (month, version_id, provider, kind, reason, status)
);

-- A version's hours and days lie side by side, so that its year is not looked for among those of all.
alter table report.model_hour
  drop constraint model_hour_pkey,
  add primary key (version_id, hour, provider, billing_account_id, region_id, kind, reason, status);
alter table report.model_day
  drop constraint model_day_pkey,
  add primary key (version_id, day, provider, billing_account_id, region_id, kind, reason, status);

-- The few hours that have no rate, for the alert that looks for them.
create index model_hour_unconverted on report.model_hour (hour) where unconverted_usd + unconverted_cny > 0;

-- When each day of the business time zone begins, and how many hours it has: worked out for each row of a year it takes longer than
-- the sums do.
create table report.business_day (
  day date primary key,
  day_start timestamptz not null,
  hours numeric(6,4) not null check (hours > 0)
);

-- What is reported already.
insert into report.business_day (day, day_start, hours)
select day, day::timestamp at time zone zone,
  extract(epoch from (day + 1)::timestamp at time zone zone - day::timestamp at time zone zone) / 3600
from (select distinct day from report.model_day) days
cross join (
  select coalesce((select business_time_zone from ops.split_settings order by load_id desc limit 1), 'Asia/Shanghai') as zone
) settings;
insert into report.sum_hour
select provider, region_id, model, kind, reason, status, hour,
  case when bool_and(list_usd is not null) then sum(list_usd) end, case when bool_and(effective_usd is not null) then sum(effective_usd) end,
  case when bool_and(list_cny is not null) then sum(list_cny) end, case when bool_and(effective_cny is not null) then sum(effective_cny) end,
  sum(effective_unknown), sum(unconverted_usd), sum(unconverted_cny), sum(rates_provisional),
  case when bool_and(gpu_seconds is not null) then sum(gpu_seconds) end, case when bool_and(a100_seconds is not null) then sum(a100_seconds) end,
  case when bool_and(prompt_tokens is not null) then sum(prompt_tokens) end, case when bool_and(generated_tokens is not null) then sum(generated_tokens) end,
  case when bool_and(work_in is not null) then sum(work_in) end, case when bool_and(work_out is not null) then sum(work_out) end, sum(replica_hours)
from report.model_hour
join fact.model_version using (version_id)
group by provider, region_id, model, kind, reason, status, hour;
insert into report.sum_day
select provider, region_id, model, kind, reason, status,
  case when bool_and(list_usd is not null) then sum(list_usd) end, case when bool_and(effective_usd is not null) then sum(effective_usd) end,
  case when bool_and(list_cny is not null) then sum(list_cny) end, case when bool_and(effective_cny is not null) then sum(effective_cny) end,
  sum(effective_unknown), sum(unconverted_usd), sum(unconverted_cny), sum(rates_provisional),
  case when bool_and(gpu_seconds is not null) then sum(gpu_seconds) end, case when bool_and(a100_seconds is not null) then sum(a100_seconds) end,
  case when bool_and(prompt_tokens is not null) then sum(prompt_tokens) end, case when bool_and(generated_tokens is not null) then sum(generated_tokens) end,
  case when bool_and(work_in is not null) then sum(work_in) end, case when bool_and(work_out is not null) then sum(work_out) end, sum(replica_hours), day
from report.model_day
join fact.model_version using (version_id)
group by provider, region_id, model, kind, reason, status, day;
insert into report.account_day
select provider, billing_account_id, billing_period, billing_currency, kind, reason, sum(list_known), sum(contracted_known), sum(billed_cost),
  sum(effective_known), sum(list_unknown), sum(contracted_unknown), sum(effective_unknown), sum(billed_usd), sum(effective_usd), sum(billed_cny),
  sum(effective_cny), sum(unconverted_usd), sum(unconverted_cny), day
from (
  select h.*, (hour at time zone (
    select coalesce((select business_time_zone from ops.split_settings order by load_id desc limit 1), 'Asia/Shanghai')))::date as day
  from report.account_hour h
) hours
group by provider, billing_account_id, billing_period, billing_currency, kind, reason, day;
insert into report.sum_month
select version_id, provider, kind, reason, status, date_trunc('month', day)::date,
  case when bool_and(effective_usd is not null) then sum(effective_usd) end, case when bool_and(effective_cny is not null) then sum(effective_cny) end,
  case when bool_and(gpu_seconds is not null) then sum(gpu_seconds) end, case when bool_and(a100_seconds is not null) then sum(a100_seconds) end,
  case when bool_and(prompt_tokens is not null) then sum(prompt_tokens) end, case when bool_and(cached_tokens is not null) then sum(cached_tokens) end,
  case when bool_and(generated_tokens is not null) then sum(generated_tokens) end, case when bool_and(requests is not null) then sum(requests) end,
  sum(replica_hours), sum(coverage * replica_hours), max(day) filter (where requests > 0)
from report.model_day
group by version_id, provider, kind, reason, status, date_trunc('month', day)::date;
