-- Versions that generated less than 0.4 of what the best hours of their model on the same GPUs would have, in the last seven whole
-- days: what a mean month would save if they came to 0.4 and gave back the GPU time set free. Only the cost of serving counts.
create view report.batching as
select model, version, providers, batch_efficiency, cost_usd_month, cost_cny_month,
  round(cost_usd_month * batch_efficiency / 0.4, 12) as then_usd_month, round(cost_cny_month * batch_efficiency / 0.4, 12) as then_cny_month,
  case when unknown is null then cost_usd_month - round(cost_usd_month * batch_efficiency / 0.4, 12) end as saving_usd_month,
  case when unknown is null then cost_cny_month - round(cost_cny_month * batch_efficiency / 0.4, 12) end as saving_cny_month,
  'four_tenths_of_the_best' as assumption, unknown, coverage, status
from (
  select w.*, e.batch_efficiency,
    case when w.cost_usd_month is null and w.cost_cny_month is null then 'no_cost' when w.coverage > 0.9 then null else 'coverage' end as unknown
  from (
    select version_id, model, version, string_agg(provider, ', ' order by provider) as providers,
      case when count(serving_usd) = count(*) then round(sum(serving_usd) * month_days / 7, 12) end as cost_usd_month,
      case when count(serving_cny) = count(*) then round(sum(serving_cny) * month_days / 7, 12) end as cost_cny_month,
      min(coverage) as coverage,
      (array['estimated', 'preliminary', 'final'])[min(array_position(array['estimated', 'preliminary', 'final'], status))] as status
    from report.version_week
    group by version_id, model, version, month_days
  ) w
  join (
    select p.version_id, round(sum(p.generated_tokens) / nullif(sum(p.gpu_seconds * b.generated_per_gpu_second), 0), 6) as batch_efficiency
    from report.calendar c
    join report.pace_day p on p.day >= c.today - 7 and p.day < c.today
    join fact.model_version v on v.version_id = p.version_id
    join report.best_pace b on b.model = v.model and b.gpu_model = p.gpu_model and b.day = p.day
    group by p.version_id
  ) e using (version_id)
) paced
where batch_efficiency < 0.4 and coalesce(cost_usd_month, cost_cny_month, 1) > 0
