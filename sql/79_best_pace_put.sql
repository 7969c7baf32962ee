-- The best pace of each model on each GPU, on days on which it worked there: the 95th of a hundred hours of its versions in the
-- 30 days up to and with that day. $1 days, $2 time zone
insert into report.best_pace (model, gpu_model, day, generated_per_gpu_second, hours)
select d.model, d.gpu_model, d.day, percentile_disc(0.95) within group (order by p.generated_tokens / p.gpu_seconds), count(*)
from (
  select distinct v.model, p.gpu_model, day
  from unnest($1::date[]) as day
  join report.pace_hour p
    on p.hour >= day::timestamp at time zone $2::text and p.hour < (day + 1)::timestamp at time zone $2::text
  join fact.model_version v using (version_id)
) d
join fact.model_version v on v.model = d.model
join report.pace_hour p
  on p.version_id = v.version_id and p.gpu_model = d.gpu_model
  and p.hour >= (d.day - 29)::timestamp at time zone $2::text and p.hour < (d.day + 1)::timestamp at time zone $2::text
group by d.model, d.gpu_model, d.day
