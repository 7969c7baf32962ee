-- How fast a version generated on a GPU in an hour, beside the best hours of its model on that GPU (the 95th of a hundred in the 30
-- days up to and with that day) and beside what tokenledger.yaml says that it can at most.
create view report.batch_efficiency as
select p.hour, v.model, v.version, p.gpu_model, p.generated_tokens, p.gpu_seconds,
  round(p.generated_tokens / p.gpu_seconds, 6) as generated_per_gpu_second,
  round(b.generated_per_gpu_second, 6) as best_per_gpu_second, b.hours as of_hours,
  round(p.generated_tokens / p.gpu_seconds / nullif(b.generated_per_gpu_second, 0), 6) as batch_efficiency,
  l.generated_per_gpu_second as maximum_per_gpu_second,
  round(p.generated_tokens / p.gpu_seconds / l.generated_per_gpu_second, 6) as of_maximum
from report.pace_hour p
join fact.model_version v using (version_id)
cross join (select business_time_zone as zone from ops.split_settings order by load_id desc limit 1) settings
left join report.best_pace b
  on b.model = v.model and b.gpu_model = p.gpu_model and b.day = (p.hour at time zone settings.zone)::date
left join fact.pace_limit l on l.model = v.model and l.gpu_model = p.gpu_model
