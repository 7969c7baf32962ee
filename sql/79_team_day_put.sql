-- Days of the business time zone of what teams cost, added up from their hours. $1 days, $2 time zone
insert into report.team_day (provider, team, env, day, effective_usd, effective_cny, effective_unknown, unconverted_usd, unconverted_cny)
select provider, team, env, days.day, sum(effective_usd), sum(effective_cny), sum(effective_unknown), sum(unconverted_usd), sum(unconverted_cny)
from unnest($1::date[]) as days(day)
join report.team_hour h
  on h.hour >= days.day::timestamp at time zone $2::text and h.hour < (days.day + 1)::timestamp at time zone $2::text
group by provider, team, env, days.day
order by days.day, provider, team, env
