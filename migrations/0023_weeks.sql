-- What panels read most, kept as few rows: sums without their models, weeks of a long range, and levers as they stand.

-- Hours and days by cloud and region: `of_version` tells money of versions from that of none. A sum of which a part is unknown is
-- unknown.
create table report.region_hour (
  provider text not null collate "C",
  region_id text not null collate "C",
  of_version boolean not null,
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
  primary key (hour, provider, region_id, of_version, kind, reason, status)
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);
create table report.region_day (like report.region_hour);
alter table report.region_day drop column hour;
alter table report.region_day
  add column day date not null,
  add primary key (day, provider, region_id, of_version, kind, reason, status);

-- Weeks of the business time zone, from Monday on, of what has many names: models, teams, requests and GPUs.
create table report.sum_week (like report.sum_day);
alter table report.sum_week drop column day;
alter table report.sum_week
  add column week date not null,
  add primary key (week, provider, region_id, model, kind, reason, status);
create table report.team_week (like report.team_day);
alter table report.team_week drop column day;
alter table report.team_week add column week date not null, add primary key (week, provider, team, env);
create table report.request_week (like report.request_day including constraints);
alter table report.request_week drop column day;
alter table report.request_week add column week date not null, add primary key (week, told_by, name);
create table report.gpu_device_week (like report.gpu_device_day);
alter table report.gpu_device_week drop column day;
alter table report.gpu_device_week add column week date not null, add primary key (exporter, week, source, device);

-- Levers as they stood when the last job had ended: `report.lever_live` of that day, kept. They are those of now as long as nothing
-- was loaded since.
create table report.lever_now (
  lever_no bigint primary key,
  lever text not null,
  model text collate "C",
  version text collate "C",
  provider text collate "C",
  region_id text collate "C",
  now_is text collate "C",
  then_is text collate "C",
  figure numeric,
  cost_usd_month numeric,
  cost_cny_month numeric,
  then_usd_month numeric,
  then_cny_month numeric,
  saving_usd_month numeric,
  saving_cny_month numeric,
  assumption text not null,
  warning text,
  unknown text,
  price_from text,
  coverage numeric,
  status text,
  counted boolean not null
);
alter table ops.lever_look add column kept_load bigint;

-- What is reported already.
insert into report.region_hour
  (provider, region_id, of_version, kind, reason, status, hour, list_usd, effective_usd, list_cny, effective_cny, effective_unknown,
   unconverted_usd, unconverted_cny, rates_provisional, gpu_seconds, a100_seconds, prompt_tokens, generated_tokens, work_in, work_out,
   replica_hours)
select
  provider, region_id, model <> '', kind, reason, status, hour,
  case when count(list_usd) = count(*) then sum(list_usd) end,
  case when count(effective_usd) = count(*) then sum(effective_usd) end,
  case when count(list_cny) = count(*) then sum(list_cny) end,
  case when count(effective_cny) = count(*) then sum(effective_cny) end,
  sum(effective_unknown), sum(unconverted_usd), sum(unconverted_cny), sum(rates_provisional),
  case when count(gpu_seconds) = count(*) then sum(gpu_seconds) end,
  case when count(a100_seconds) = count(*) then sum(a100_seconds) end,
  case when count(prompt_tokens) = count(*) then sum(prompt_tokens) end,
  case when count(generated_tokens) = count(*) then sum(generated_tokens) end,
  case when count(work_in) = count(*) then sum(work_in) end,
  case when count(work_out) = count(*) then sum(work_out) end,
  sum(replica_hours)
from report.sum_hour
group by provider, region_id, model <> '', kind, reason, status, hour;
insert into report.region_day
  (provider, region_id, of_version, kind, reason, status, day, list_usd, effective_usd, list_cny, effective_cny, effective_unknown,
   unconverted_usd, unconverted_cny, rates_provisional, gpu_seconds, a100_seconds, prompt_tokens, generated_tokens, work_in, work_out,
   replica_hours)
select
  provider, region_id, model <> '', kind, reason, status, day,
  case when count(list_usd) = count(*) then sum(list_usd) end,
  case when count(effective_usd) = count(*) then sum(effective_usd) end,
  case when count(list_cny) = count(*) then sum(list_cny) end,
  case when count(effective_cny) = count(*) then sum(effective_cny) end,
  sum(effective_unknown), sum(unconverted_usd), sum(unconverted_cny), sum(rates_provisional),
  case when count(gpu_seconds) = count(*) then sum(gpu_seconds) end,
  case when count(a100_seconds) = count(*) then sum(a100_seconds) end,
  case when count(prompt_tokens) = count(*) then sum(prompt_tokens) end,
  case when count(generated_tokens) = count(*) then sum(generated_tokens) end,
  case when count(work_in) = count(*) then sum(work_in) end,
  case when count(work_out) = count(*) then sum(work_out) end,
  sum(replica_hours)
from report.sum_day
group by provider, region_id, model <> '', kind, reason, status, day;
insert into report.sum_week
  (provider, region_id, model, kind, reason, status, week, list_usd, effective_usd, list_cny, effective_cny, effective_unknown,
   unconverted_usd, unconverted_cny, rates_provisional, gpu_seconds, a100_seconds, prompt_tokens, generated_tokens, work_in, work_out,
   replica_hours)
select
  provider, region_id, model, kind, reason, status, date_trunc('week', day::timestamp)::date,
  case when count(list_usd) = count(*) then sum(list_usd) end,
  case when count(effective_usd) = count(*) then sum(effective_usd) end,
  case when count(list_cny) = count(*) then sum(list_cny) end,
  case when count(effective_cny) = count(*) then sum(effective_cny) end,
  sum(effective_unknown), sum(unconverted_usd), sum(unconverted_cny), sum(rates_provisional),
  case when count(gpu_seconds) = count(*) then sum(gpu_seconds) end,
  case when count(a100_seconds) = count(*) then sum(a100_seconds) end,
  case when count(prompt_tokens) = count(*) then sum(prompt_tokens) end,
  case when count(generated_tokens) = count(*) then sum(generated_tokens) end,
  case when count(work_in) = count(*) then sum(work_in) end,
  case when count(work_out) = count(*) then sum(work_out) end,
  sum(replica_hours)
from report.sum_day
group by provider, region_id, model, kind, reason, status, date_trunc('week', day::timestamp)::date;
insert into report.team_week (provider, team, env, week, effective_usd, effective_cny, effective_unknown, unconverted_usd, unconverted_cny)
select provider, team, env, date_trunc('week', day::timestamp)::date, sum(effective_usd), sum(effective_cny), sum(effective_unknown), sum(unconverted_usd), sum(unconverted_cny)
from report.team_day
group by provider, team, env, date_trunc('week', day::timestamp)::date;
insert into report.request_week (told_by, name, week, requests)
select told_by, name, date_trunc('week', day::timestamp)::date, case when count(requests) = count(*) then sum(requests) end
from report.request_day
group by told_by, name, date_trunc('week', day::timestamp)::date;
insert into report.gpu_device_week (exporter, source, device, node, week, hours, last_hour, seen_ms, busy_ms, busy_of_ms, energy_mj)
select exporter, source, device, max(node), date_trunc('week', day::timestamp)::date, sum(hours), max(last_hour), sum(seen_ms), sum(busy_ms),
  sum(busy_of_ms), case when count(energy_mj) = count(*) then sum(energy_mj) end
from report.gpu_device_day
group by exporter, source, device, date_trunc('week', day::timestamp)::date;
