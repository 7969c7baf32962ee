-- What is said of teams now and was not. $1 load
insert into report.team_hour (provider, team, env, hour, effective_usd, effective_cny, effective_unknown, unconverted_usd, unconverted_cny)
select provider, team, env, hour, effective_usd, effective_cny, effective_unknown, unconverted_usd, unconverted_cny
from stage.team_hour
where load_id = $1::bigint
order by hour, provider, team, env
on conflict do nothing
