-- Days of which services do not come together to what no version got of the accounts. Days reported before it was told by service
-- have none. Healthy means empty.
create view law.unattributed_differs_from_accounts as
select provider, reason, day, sum(effective_usd) as effective_usd, sum(effective_cny) as effective_cny
from (
  select provider, reason, day, effective_usd, effective_cny
  from report.unattributed_day
  union all
  select provider, reason, day, -effective_usd, -effective_cny
  from report.account_day
  where kind = 'unattributed' and day in (select day from report.unattributed_day)
) both_sides
group by provider, reason, day
having (sum(effective_usd), sum(effective_cny)) is distinct from (0, 0)
