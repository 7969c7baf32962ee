-- How busy the GPUs of versions were in days of the business time zone. $1 days, $2 time zone
insert into report.version_gpu_day (version_id, day, gpu_hours, seen_seconds, busy_seconds, memory_peak_share)
select version_id, days.day, sum(gpus), sum(seen_seconds), sum(busy_seconds), max(memory_peak_share)
from unnest($1::date[]) as days(day)
join report.version_gpu_hour h
  on h.hour >= days.day::timestamp at time zone $2::text and h.hour < (days.day + 1)::timestamp at time zone $2::text
group by version_id, days.day
