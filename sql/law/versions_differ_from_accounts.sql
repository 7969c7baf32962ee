-- Hours in which what versions cost is not what accounts were billed, where all of it is known. Healthy means empty.
create view law.versions_differ_from_accounts as
select hour, provider, billing_account_id, sum(billed_usd) as billed_usd, sum(effective_usd) as effective_usd,
  sum(billed_cny) as billed_cny, sum(effective_cny) as effective_cny
from (
  select hour, provider, billing_account_id, billed_usd, effective_usd, billed_cny, effective_cny,
    billed_unknown + effective_unknown + unconverted_usd + unconverted_cny as open
  from report.model_hour
  where resource_hours > 0
  union all
  select hour, provider, billing_account_id, -billed_usd, -effective_usd, -billed_cny, -effective_cny,
    effective_unknown + unconverted_usd + unconverted_cny
  from report.account_hour
) both_sides
group by hour, provider, billing_account_id
having sum(open) = 0 and (sum(billed_usd), sum(effective_usd), sum(billed_cny), sum(effective_cny)) is distinct from (0, 0, 0, 0)
