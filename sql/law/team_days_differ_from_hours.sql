-- Days of teams that are not what their hours come to. The days are those of the business time zone. Healthy means empty.
create view law.team_days_differ_from_hours as
select provider, team, env, day, sum(effective_usd) as effective_usd, sum(effective_cny) as effective_cny,
  sum(effective_unknown) as effective_unknown, sum(unconverted_usd) as unconverted_usd, sum(unconverted_cny) as unconverted_cny
from (
  select provider, team, env, day, effective_usd, effective_cny, effective_unknown, unconverted_usd, unconverted_cny, 1 as side
  from report.team_day
  union all
  select provider, team, env, (hour at time zone coalesce((select business_time_zone from ops.split_settings order by load_id desc limit 1), 'Asia/Shanghai'))::date,
    -effective_usd, -effective_cny, -effective_unknown, -unconverted_usd, -unconverted_cny, 0
  from report.team_hour
) both_sides
group by provider, team, env, day
having max(side) = min(side) -- a day without hours, or hours without a day
  or (sum(effective_usd), sum(effective_cny), sum(effective_unknown), sum(unconverted_usd), sum(unconverted_cny)) is distinct from (0, 0, 0, 0, 0)
