-- How busy the GPUs of each version were in the hours to report. $1 load
insert into report.version_gpu_hour
  (version_id, hour, gpus, seen_seconds, busy_seconds, utilisation_from, memory_peak_share, memory_peak_bytes, memory_total_bytes)
select version_id, hour, gpus, seen_seconds, busy_seconds, utilisation_from, memory_peak_share, memory_peak_bytes, memory_total_bytes
from fact.version_gpu
where hour in (select hour from stage.rolled where load_id = $1::bigint)
