-- GPUs that told of themselves in the hours to report, by exporter, and the energy of whole cards: unknown as soon as one of them does
-- not tell. $1 load
insert into report.gpu_fleet_hour (source, exporter, hour, devices, energy_mj)
select source, exporter, hour, count(distinct device),
  case when count(*) filter (where slice = '') = count(energy_mj) filter (where slice = '') then sum(energy_mj) filter (where slice = '') end
from fact.gpu_hour
where hour in (select hour from stage.rolled where load_id = $1::bigint)
group by source, exporter, hour
