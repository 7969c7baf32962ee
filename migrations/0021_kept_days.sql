-- What panels by the hour would add up each time from replicas and GPU cards: sums of the whole fleet and of each version, by the
-- hour and by day of the business time zone, and days of pace.
create table report.pace_day (
  version_id bigint not null,
  gpu_model text not null collate "C",
  day date not null,
  generated_tokens numeric(38,0) not null,
  gpu_seconds numeric(38,3) not null,
  primary key (version_id, day, gpu_model)
);

-- Requests by the name under which a model is served, and by endpoint. NULL: some replica did not tell.
create table report.request_hour (
  told_by text not null check (told_by in ('served_model', 'endpoint')),
  name text not null collate "C",
  hour fact.utc_hour not null,
  requests numeric(38,0),
  primary key (hour, told_by, name)
);
create table report.request_day (like report.request_hour including constraints);
alter table report.request_day drop column hour;
alter table report.request_day add column day date not null, add primary key (day, told_by, name);

-- GPUs that told of themselves, by exporter, and the energy they took. NULL: some card did not tell.
create table report.gpu_fleet_hour (
  source text not null collate "C",
  exporter text not null collate "C",
  hour fact.utc_hour not null,
  devices bigint not null,
  energy_mj numeric(38,0),
  primary key (hour, exporter, source)
);
create table report.gpu_fleet_day (like report.gpu_fleet_hour);
alter table report.gpu_fleet_day drop column hour;
alter table report.gpu_fleet_day add column day date not null, add primary key (day, exporter, source);

-- Each GPU's day, slices of a card together.
create table report.gpu_device_day (
  exporter text not null collate "C",
  source text not null collate "C",
  device text not null collate "C",
  node text collate "C",
  day date not null,
  hours bigint not null,
  last_hour fact.utc_hour not null,
  seen_ms numeric(38,0) not null,
  busy_ms numeric(38,0),
  busy_of_ms numeric(38,0),
  energy_mj numeric(38,0),
  primary key (exporter, day, source, device)
);

-- How busy the GPUs of a version were: report.gpu_version_hour, kept.
create table report.version_gpu_hour (
  version_id bigint not null,
  hour fact.utc_hour not null,
  gpus bigint not null,
  seen_seconds numeric not null,
  busy_seconds numeric not null,
  utilisation_from text,
  memory_peak_share numeric,
  memory_peak_bytes bigint,
  memory_total_bytes bigint,
  primary key (version_id, hour)
);
create table report.version_gpu_day (
  version_id bigint not null,
  day date not null,
  gpu_hours numeric not null,
  seen_seconds numeric not null,
  busy_seconds numeric not null,
  memory_peak_share numeric,
  primary key (version_id, day)
);

-- What is reported already.
insert into report.pace_day (version_id, gpu_model, day, generated_tokens, gpu_seconds)
select version_id, gpu_model, (hour at time zone zone.business_time_zone)::date, sum(generated_tokens), sum(gpu_seconds)
from report.pace_hour
cross join (
  select coalesce((select business_time_zone from ops.split_settings order by load_id desc limit 1), 'Asia/Shanghai') as business_time_zone
) zone
group by 1, 2, 3;

insert into report.request_hour (told_by, name, hour, requests)
select 'served_model', served_model, hour, case when count(*) = count(requests) then sum(requests) end
from fact.usage_hour
group by served_model, hour;
insert into report.request_hour (told_by, name, hour, requests)
select 'endpoint', e.key, hour, sum(e.value::numeric)
from fact.usage_hour
cross join jsonb_each_text(requests_by_endpoint) e
group by e.key, hour;
insert into report.request_day (told_by, name, day, requests)
select told_by, name, (hour at time zone zone.business_time_zone)::date, case when count(*) = count(requests) then sum(requests) end
from report.request_hour
cross join (
  select coalesce((select business_time_zone from ops.split_settings order by load_id desc limit 1), 'Asia/Shanghai') as business_time_zone
) zone
group by 1, 2, 3;

insert into report.gpu_fleet_hour (source, exporter, hour, devices, energy_mj)
select source, exporter, hour, count(distinct device),
  case when count(*) filter (where slice = '') = count(energy_mj) filter (where slice = '') then sum(energy_mj) filter (where slice = '') end
from fact.gpu_hour
group by source, exporter, hour;
insert into report.gpu_device_day (exporter, source, device, node, day, hours, last_hour, seen_ms, busy_ms, busy_of_ms, energy_mj)
select exporter, source, device, max(node), (hour at time zone zone.business_time_zone)::date, count(distinct hour), max(hour), sum(seen_ms), sum(busy_ms),
  sum(seen_ms) filter (where busy_ms is not null),
  case when count(*) filter (where slice = '') = count(energy_mj) filter (where slice = '') then sum(energy_mj) filter (where slice = '') end
from fact.gpu_hour
cross join (
  select coalesce((select business_time_zone from ops.split_settings order by load_id desc limit 1), 'Asia/Shanghai') as business_time_zone
) zone
group by exporter, source, device, (hour at time zone zone.business_time_zone)::date;
insert into report.gpu_fleet_day (source, exporter, day, devices, energy_mj)
select d.source, d.exporter, d.day, count(*), (
    select case when count(*) = count(h.energy_mj) then sum(h.energy_mj) end
    from report.gpu_fleet_hour h
    where h.source = d.source and h.exporter = d.exporter and (h.hour at time zone min(zone.business_time_zone))::date = d.day)
from report.gpu_device_day d
cross join (
  select coalesce((select business_time_zone from ops.split_settings order by load_id desc limit 1), 'Asia/Shanghai') as business_time_zone
) zone
group by d.source, d.exporter, d.day;

insert into report.version_gpu_hour
  (version_id, hour, gpus, seen_seconds, busy_seconds, utilisation_from, memory_peak_share, memory_peak_bytes, memory_total_bytes)
select version_id, hour, count(*), round(sum(seen_ms * part) / 1000, 6), round(sum(busy_ms * part) / 1000, 6),
  string_agg(distinct busy_from, ',' order by busy_from), max(memory_peak_share), max(memory_peak_bytes), max(memory_total_bytes)
from (
  select hour, source, device, slice, min(version_id) as version_id, min(seen_ms) as seen_ms, min(busy_ms) as busy_ms,
    min(part) as part, min(busy_from) as busy_from,
    max(memory_peak_share) as memory_peak_share, max(memory_peak_bytes) as memory_peak_bytes, max(memory_total_bytes) as memory_total_bytes
  from (
    select g.hour, g.source, g.device, g.slice, h.version_id, g.seen_ms, g.busy_ms, g.busy_from,
      case when g.slice = '' then 1 else g.slices::numeric / g.of_slices end as part,
      round(g.memory_peak_bytes::numeric / nullif(g.memory_total_bytes, 0), 6) as memory_peak_share, g.memory_peak_bytes, g.memory_total_bytes
    from fact.gpu_hour g
    join fact.usage_hour u
      on u.hour = g.hour and u.source = g.source and (u.labels ->> 'namespace') || '/' || (u.labels ->> 'pod') = any(g.pods)
    join fact.holder_hour h
      on h.hour = u.hour and h.source = u.source and h.replica = u.replica and h.served_model = u.served_model
    where g.busy_ms is not null
    union all
    select g.hour, g.source, g.device, g.slice, h.version_id, g.seen_ms, g.busy_ms, g.busy_from,
      case when g.slice = '' then 1 else g.slices::numeric / g.of_slices end,
      round(g.memory_peak_bytes::numeric / nullif(g.memory_total_bytes, 0), 6), g.memory_peak_bytes, g.memory_total_bytes
    from fact.gpu_hour g
    join fact.holder_hour h on h.hour = g.hour and h.resource_id = g.resource_id
    where g.busy_ms is not null and g.pods = '{}'
  ) held
  group by hour, source, device, slice
  having min(version_id) = max(version_id)
) own
group by hour, version_id;
insert into report.version_gpu_day (version_id, day, gpu_hours, seen_seconds, busy_seconds, memory_peak_share)
select version_id, (hour at time zone zone.business_time_zone)::date, sum(gpus), sum(seen_seconds), sum(busy_seconds), max(memory_peak_share)
from report.version_gpu_hour
cross join (
  select coalesce((select business_time_zone from ops.split_settings order by load_id desc limit 1), 'Asia/Shanghai') as business_time_zone
) zone
group by 1, 2;
