-- Versions that cost money and had no request on any of the last seven whole days, though telemetry told of more than 90 % of
-- their time: what they cost in those days, and what a mean month without them would save. A version whose
-- requests one day leaves untold is not here.
create view report.prune_list as
select model, version, providers, last_request_day, today - 1 - last_request_day as days_without, cost_usd, cost_cny,
  round(cost_usd * month_days / 7, 12) as saving_usd_month,
  round(cost_cny * month_days / 7, 12) as saving_cny_month, coverage, gpu_seconds, status
from (
  select week.*, (
      select max(m.day) from report.model_day m
      where m.version_id = week.version_id and m.day >= week.today - 90 and m.day < week.today - 7 and m.requests > 0) as last_request_day
  from (
    select m.version_id, v.model, v.version, c.today, c.month_days, string_agg(distinct m.provider, ', ' order by m.provider) as providers,
      case when bool_and(m.effective_usd is not null) then sum(m.effective_usd) end as cost_usd,
      case when bool_and(m.effective_cny is not null) then sum(m.effective_cny) end as cost_cny,
      case when bool_and(m.gpu_seconds is not null) then sum(m.gpu_seconds) end as gpu_seconds,
      round(sum(m.coverage * m.replica_hours) / nullif(sum(m.replica_hours), 0), 6) as coverage,
      (array['preliminary', 'final'])[min(array_position(array['preliminary', 'final'], m.status))] as status,
      count(distinct m.day) filter (where m.requests = 0) as silent_days,
      count(*) filter (where m.kind = 'serving' and m.requests is distinct from 0) as busy_rows
    from report.calendar c
    join report.model_day m on m.day >= c.today - 7 and m.day < c.today
    join report.version v using (version_id)
    where m.reason in ('', 'named')
    group by m.version_id, v.model, v.version, c.today, c.month_days
  ) week
  where silent_days = 7 and busy_rows = 0 and cost_usd is distinct from 0 and coverage > 0.9
) pruned
