-- Versions that had requests but worked less than 40 % of the GPU time that they held in the last seven whole days, though
-- telemetry told of more than 90 % of their time: what a mean month would save if they held only as much as keeps
-- them at work for 60 % of it. Work without a bill yet is left out; what prune_list holds is not here.
create view report.low_utilisation as
select model, version, providers, cost_usd, cost_cny, utilisation, round(cost_usd * month_days / 7 * (1 - utilisation / 0.6), 12) as saving_usd_month,
  round(cost_cny * month_days / 7 * (1 - utilisation / 0.6), 12) as saving_cny_month, requests, coverage, days, status
from (
  select v.model, v.version, c.month_days, string_agg(distinct m.provider, ', ' order by m.provider) as providers, count(distinct m.day) as days,
    case when bool_and(m.effective_usd is not null) then sum(m.effective_usd) end as cost_usd,
    case when bool_and(m.effective_cny is not null) then sum(m.effective_cny) end as cost_cny,
    case when bool_and(m.gpu_seconds is not null)
      then round(coalesce(sum(m.gpu_seconds) filter (where m.kind = 'serving'), 0) / nullif(sum(m.gpu_seconds), 0), 6) end as utilisation,
    case when bool_and(m.requests is not null) then sum(m.requests) end as requests,
    round(sum(m.coverage * m.replica_hours) / nullif(sum(m.replica_hours), 0), 6) as coverage,
    (array['preliminary', 'final'])[min(array_position(array['preliminary', 'final'], m.status))] as status
  from report.calendar c
  join report.model_day m on m.day >= c.today - 7 and m.day < c.today
  join report.version v using (version_id)
  where m.reason = ''
  group by v.model, v.version, c.month_days
) week
where utilisation < 0.4 and requests is distinct from 0 and coverage > 0.9
