-- The law: what teams cost in the hours to report is what their accounts were billed, to the last digit, and open where that is open.
-- $1 load. Healthy means empty.
select provider, hour, sum(effective_usd) as effective_usd, sum(effective_cny) as effective_cny
from (
  select provider, hour, effective_usd, effective_cny, effective_unknown > 0 as unknown, false as other_unknown
  from stage.account_hour
  where load_id = $1::bigint
  union all
  select provider, hour, -effective_usd, -effective_cny, false, effective_unknown > 0
  from stage.team_hour
  where load_id = $1::bigint
) both_sides
group by provider, hour
having (sum(effective_usd), sum(effective_cny)) is distinct from (0, 0) or bool_or(unknown) <> bool_or(other_unknown)
limit 20
