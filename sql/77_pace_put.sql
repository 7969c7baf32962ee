-- Paces that are said now and were not. $1 load
insert into report.pace_hour (version_id, gpu_model, hour, generated_tokens, gpu_seconds)
select version_id, gpu_model, hour, generated_tokens, gpu_seconds
from stage.pace_hour
where load_id = $1::bigint
on conflict do nothing
