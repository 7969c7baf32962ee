-- Days of the business time zone of what versions generated on each GPU. $1 days, $2 time zone
insert into report.pace_day (version_id, gpu_model, day, generated_tokens, gpu_seconds)
select version_id, gpu_model, days.day, sum(generated_tokens), sum(gpu_seconds)
from unnest($1::date[]) as days(day)
join report.pace_hour h
  on h.hour >= days.day::timestamp at time zone $2::text and h.hour < (days.day + 1)::timestamp at time zone $2::text
group by version_id, gpu_model, days.day
