-- GPUs that told of themselves in days of the business time zone, and their energy. $1 days, $2 time zone
insert into report.gpu_fleet_day (source, exporter, day, devices, energy_mj)
select source, exporter, day, devices, energy_mj
from (
  select source, exporter, day, count(*) as devices from report.gpu_device_day where day = any($1::date[]) group by source, exporter, day
) told
join (
  select source, exporter, days.day, case when count(*) = count(energy_mj) then sum(energy_mj) end as energy_mj
  from unnest($1::date[]) as days(day)
  join report.gpu_fleet_hour h
    on h.hour >= days.day::timestamp at time zone $2::text and h.hour < (days.day + 1)::timestamp at time zone $2::text
  group by source, exporter, days.day
) energy using (source, exporter, day)
