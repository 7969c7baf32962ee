-- How busy the GPUs of a version were in an hour, and which metric says so: those whose exporter names a pod of it, else those of
-- a machine that it held alone. Memory is that of the fullest. A card that several versions had is nobody's (fact.version_gpu).
create view report.gpu_version_hour as
select hour, version_id, gpus, seen_seconds, busy_seconds, round(busy_seconds / nullif(seen_seconds, 0), 6) as utilisation,
  utilisation_from, memory_peak_share, memory_peak_bytes, memory_total_bytes
from report.version_gpu_hour
