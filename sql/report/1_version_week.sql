-- What each version cost and did on each provider in the last seven whole days, on machines that are billed. A sum that holds an
-- unknown is NULL.
create view report.version_week as
select m.version_id, v.model, v.version, m.provider, count(distinct m.day) as days,
  (array['estimated', 'preliminary', 'final'])[min(array_position(array['estimated', 'preliminary', 'final'], m.status))] as status,
  case when count(m.effective_usd) = count(*) then sum(m.effective_usd) end as cost_usd,
  case when count(m.effective_cny) = count(*) then sum(m.effective_cny) end as cost_cny,
  case when count(m.effective_usd) = count(*) then coalesce(sum(m.effective_usd) filter (where m.kind = 'serving'), 0) end as serving_usd,
  case when count(m.effective_cny) = count(*) then coalesce(sum(m.effective_cny) filter (where m.kind = 'serving'), 0) end as serving_cny,
  case when count(m.gpu_seconds) = count(*)
    then round(coalesce(sum(m.gpu_seconds) filter (where m.kind = 'serving'), 0) / nullif(sum(m.gpu_seconds), 0), 6) end as utilisation,
  case when count(m.prompt_tokens) = count(*) then sum(m.prompt_tokens) end as prompt_tokens,
  case when count(m.cached_tokens) = count(*) then sum(m.cached_tokens) end as cached_tokens,
  case when count(m.generated_tokens) = count(*) then sum(m.generated_tokens) end as generated_tokens,
  case when count(m.requests) = count(*) then sum(m.requests) end as requests,
  round(sum(m.coverage * m.replica_hours) / nullif(sum(m.replica_hours), 0), 6) as coverage, c.month_days
from report.calendar c
join report.model_day m on m.day >= c.today - 7 and m.day < c.today
join report.version v using (version_id)
where m.reason = ''
group by m.version_id, v.model, v.version, m.provider, c.month_days
