-- A version's day beside the mean of the seven days before it, and 120 % of that. A day on which it cost nothing counts as 0,
-- days before its first do not count: `mean_days` says how many did. A mean that contains an unknown is NULL.
create view report.day_over_mean as
select f.day, f.day::timestamp at time zone c.business_time_zone as day_start, f.version_id, v.model, v.version, f.status, f.cost_usd, f.cost_cny,
  f.mean_days, round(f.mean_usd, 12) as mean_usd, round(f.mean_cny, 12) as mean_cny,
  round(1.2 * f.mean_usd, 12) as limit_usd, round(1.2 * f.mean_cny, 12) as limit_cny,
  round(f.cost_usd / nullif(f.mean_usd, 0), 6) as of_mean_usd, round(f.cost_cny / nullif(f.mean_cny, 0), 6) as of_mean_cny
from (
  select day, version_id, status, cost_usd, cost_cny, least(7, day - first_day) as mean_days,
    case when days = days_usd then coalesce(sum_usd, 0) / nullif(least(7, day - first_day), 0) end as mean_usd,
    case when days = days_cny then coalesce(sum_cny, 0) / nullif(least(7, day - first_day), 0) end as mean_cny
  from (
    select d.*, min(day) over (partition by version_id) as first_day, count(*) over before as days,
      count(cost_usd) over before as days_usd, count(cost_cny) over before as days_cny,
      sum(cost_usd) over before as sum_usd, sum(cost_cny) over before as sum_cny
    from (
      select version_id, day,
        (array['estimated', 'preliminary', 'final'])[min(array_position(array['estimated', 'preliminary', 'final'], status))] as status,
        case when count(effective_usd) = count(*) then sum(effective_usd) end as cost_usd,
        case when count(effective_cny) = count(*) then sum(effective_cny) end as cost_cny
      from report.model_day
      where version_id <> 0 and reason in ('', 'named')
      group by version_id, day
    ) d
    window before as (partition by version_id order by day range between interval '7 days' preceding and interval '1 day' preceding)
  ) windows
) f
join report.version v using (version_id)
cross join report.calendar c
