-- Hours of which teams do not cost together what accounts were billed. Healthy means empty.
create view law.teams_differ_from_accounts as
select provider, hour, sum(effective_usd) as effective_usd, sum(effective_cny) as effective_cny
from (
  select provider, hour, effective_usd, effective_cny, effective_unknown > 0 as unknown, false as other_unknown
  from report.account_hour
  union all
  select provider, hour, -effective_usd, -effective_cny, false, effective_unknown > 0
  from report.team_hour
) both_sides
group by provider, hour
having (sum(effective_usd), sum(effective_cny)) is distinct from (0, 0) or bool_or(unknown) <> bool_or(other_unknown)
