-- What each team's environments cost in an hour, effective, by the tags of the bills' own lines; `(none)` is what no tag names a
-- team or an environment for. All rows together are the bills. NULL as soon as a part is not known or has no rate.
create view report.team_spend_hour as
select hour, provider, coalesce(nullif(team, ''), '(none)') as team, coalesce(nullif(env, ''), '(none)') as env,
  case when effective_unknown = 0 and unconverted_usd = 0 then effective_usd end as cost_usd,
  case when effective_unknown = 0 and unconverted_cny = 0 then effective_cny end as cost_cny,
  effective_unknown as cost_unknown, unconverted_usd, unconverted_cny
from report.team_hour
