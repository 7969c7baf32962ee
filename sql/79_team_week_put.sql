-- The weeks of days of what teams cost. $1 days
insert into report.team_week (provider, team, env, week, effective_usd, effective_cny, effective_unknown, unconverted_usd, unconverted_cny)
select provider, team, env, week, sum(effective_usd), sum(effective_cny), sum(effective_unknown), sum(unconverted_usd), sum(unconverted_cny)
from (select distinct date_trunc('week', day::timestamp)::date as week from unnest($1::date[]) as day) weeks
join report.team_day on day >= week and day < week + 7
group by provider, team, env, week
order by week, provider, team, env
