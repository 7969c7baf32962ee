-- This month of the business time zone, what each provider's whole days cost so far, effective: beside the same days of the
-- month before, and what the month comes to if the rest of it costs a day what the last seven whole days did (those of which
-- something is known, where there are fewer). A sum that contains an unknown is NULL.
create view report.month_to_date as
select month, provider, days, days_of_month, status, cost_usd, cost_cny, before_usd, before_cny,
  cost_usd + (days_of_month - days) * week_usd / nullif(week_days, 0) as forecast_usd,
  cost_cny + (days_of_month - days) * week_cny / nullif(week_days, 0) as forecast_cny
from (
  select c.month, m.provider, c.today - c.month as days, (c.month + interval '1 month')::date - c.month as days_of_month,
    (array['preliminary', 'final'])[min(array_position(array['preliminary', 'final'], m.status)) filter (where m.day >= c.month and m.day < c.today)] as status,
    case when bool_and(m.effective_usd is not null) filter (where m.day >= c.month and m.day < c.today)
      then sum(m.effective_usd) filter (where m.day >= c.month and m.day < c.today) end as cost_usd,
    case when bool_and(m.effective_cny is not null) filter (where m.day >= c.month and m.day < c.today)
      then sum(m.effective_cny) filter (where m.day >= c.month and m.day < c.today) end as cost_cny,
    case when bool_and(m.effective_usd is not null) filter (where m.day < (c.today - interval '1 month')::date and m.day < c.month)
      then sum(m.effective_usd) filter (where m.day < (c.today - interval '1 month')::date and m.day < c.month) end as before_usd,
    case when bool_and(m.effective_cny is not null) filter (where m.day < (c.today - interval '1 month')::date and m.day < c.month)
      then sum(m.effective_cny) filter (where m.day < (c.today - interval '1 month')::date and m.day < c.month) end as before_cny,
    case when bool_and(m.effective_usd is not null) filter (where m.day >= c.today - 7 and m.day < c.today)
      then sum(m.effective_usd) filter (where m.day >= c.today - 7 and m.day < c.today) end as week_usd,
    case when bool_and(m.effective_cny is not null) filter (where m.day >= c.today - 7 and m.day < c.today)
      then sum(m.effective_cny) filter (where m.day >= c.today - 7 and m.day < c.today) end as week_cny,
    least(7, c.today - min(m.day)) as week_days
  from report.calendar c
  join report.sum_day m on m.day >= (c.month - interval '1 month')::date and m.day < c.today
  where m.reason <> 'unbilled'
  group by c.month, c.today, m.provider
) so_far
