-- The weeks of days of each GPU. $1 days
insert into report.gpu_device_week (exporter, source, device, node, week, hours, last_hour, seen_ms, busy_ms, busy_of_ms, energy_mj)
select exporter, source, device, max(node), week, sum(hours), max(last_hour), sum(seen_ms), sum(busy_ms), sum(busy_of_ms),
  case when count(energy_mj) = count(*) then sum(energy_mj) end
from (select distinct date_trunc('week', day::timestamp)::date as week from unnest($1::date[]) as day) weeks
join report.gpu_device_day on day >= week and day < week + 7
group by exporter, source, device, week
order by exporter, week, source, device
