-- Costs of input and output that are said now and were not. $1 load
insert into report.phase_hour (version_id, hour, input_usd, output_usd, input_cny, output_cny, phases_from)
select version_id, hour, input_usd, output_usd, input_cny, output_cny, phases_from
from stage.phase_hour
where load_id = $1::bigint
on conflict do nothing
