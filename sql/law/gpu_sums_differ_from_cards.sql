-- Hours and days of GPUs, of the fleet and of each version, that are not what their cards told. Healthy means empty.
create view law.gpu_sums_differ_from_cards as
select kept, key, hour, day, count(*) as rows
from (
  select 'fleet' as kept, concat_ws(' ', source, exporter) as key, hour, null::date as day, devices as gpus, energy_mj as figure
  from report.gpu_fleet_hour
  union all
  select 'fleet', concat_ws(' ', source, exporter), hour, null, count(distinct device),
    case when count(*) filter (where slice = '') = count(energy_mj) filter (where slice = '') then sum(energy_mj) filter (where slice = '') end
  from fact.gpu_hour
  group by source, exporter, hour
  union all
  select 'fleet', concat_ws(' ', source, exporter), null, day, devices, energy_mj
  from report.gpu_fleet_day
  union all
  select 'fleet', concat_ws(' ', source, exporter), null, day, count(*), case when count(*) = count(energy_mj) then sum(energy_mj) end
  from report.gpu_device_day
  group by source, exporter, day
  union all
  select 'device', concat_ws(' ', source, exporter, device), null, day, hours, busy_ms
  from report.gpu_device_day
  union all
  select 'device', concat_ws(' ', source, exporter, device), null, (hour at time zone coalesce((select business_time_zone from ops.split_settings order by load_id desc limit 1), 'Asia/Shanghai'))::date, count(distinct hour), sum(busy_ms)
  from fact.gpu_hour
  group by source, exporter, device, (hour at time zone coalesce((select business_time_zone from ops.split_settings order by load_id desc limit 1), 'Asia/Shanghai'))::date
  union all
  select 'version', version_id::text, hour, null, gpus, busy_seconds
  from report.version_gpu_hour
  union all
  select 'version', version_id::text, hour, null, gpus, busy_seconds
  from fact.version_gpu
  union all
  select 'version', version_id::text, null, day, gpu_hours, busy_seconds
  from report.version_gpu_day
  union all
  select 'version', version_id::text, null, (hour at time zone coalesce((select business_time_zone from ops.split_settings order by load_id desc limit 1), 'Asia/Shanghai'))::date, sum(gpus), sum(busy_seconds)
  from report.version_gpu_hour
  group by version_id, (hour at time zone coalesce((select business_time_zone from ops.split_settings order by load_id desc limit 1), 'Asia/Shanghai'))::date
) both_sides
group by kept, key, hour, day, gpus, figure
having count(*) <> 2
