-- Each GPU's day of the business time zone: in how many hours it was seen, of what time it tells how busy it was, and the energy of the
-- whole card. $1 days, $2 time zone
insert into report.gpu_device_day (exporter, source, device, node, day, hours, last_hour, seen_ms, busy_ms, busy_of_ms, energy_mj)
select exporter, source, device, max(node), days.day, count(distinct hour), max(hour), sum(seen_ms), sum(busy_ms),
  sum(seen_ms) filter (where busy_ms is not null),
  case when count(*) filter (where slice = '') = count(energy_mj) filter (where slice = '') then sum(energy_mj) filter (where slice = '') end
from unnest($1::date[]) as days(day)
join fact.gpu_hour h
  on h.hour >= days.day::timestamp at time zone $2::text and h.hour < (days.day + 1)::timestamp at time zone $2::text
group by exporter, source, device, days.day
order by exporter, days.day, source, device
