-- What each team's environments cost in the hours to report: their parts of resource-hours, whatever version has them. $1 load
insert into stage.team_hour
  (load_id, provider, team, env, hour, effective_usd, effective_cny, effective_unknown, unconverted_usd, unconverted_cny)
select $1::bigint, r.provider, p.team, p.env, h.hour, coalesce(sum(h.effective_usd), 0), coalesce(sum(h.effective_cny), 0),
  count(*) filter (where h.effective_unknown > 0), count(*) filter (where h.billed_usd is null), count(*) filter (where h.billed_cny is null)
from fact.resource_hour h
join fact.resource r using (resource_key)
join fact.part p using (part_id)
where h.hour in (select hour from stage.rolled where load_id = $1::bigint)
group by r.provider, p.team, p.env, h.hour
