-- Days of pace that are not what their hours come to. Healthy means empty.
create view law.pace_days_differ_from_hours as
select version_id, gpu_model, day, sum(generated_tokens) as generated_tokens, sum(gpu_seconds) as gpu_seconds
from (
  select version_id, gpu_model, day, generated_tokens, gpu_seconds, 1 as side
  from report.pace_day
  union all
  select version_id, gpu_model, (hour at time zone coalesce((select business_time_zone from ops.split_settings order by load_id desc limit 1), 'Asia/Shanghai'))::date, -generated_tokens, -gpu_seconds, 0
  from report.pace_hour
) both_sides
group by version_id, gpu_model, day
having max(side) = min(side) or (sum(generated_tokens), sum(gpu_seconds)) is distinct from (0, 0)
