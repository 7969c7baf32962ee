-- Accounts of whose hours the reports say otherwise than the hours themselves, or than the lines. Hours that were folded before
-- there were reports are due and not counted. Healthy means empty.
create view law.accounts_differ_from_hours as
select provider, billing_account_id, billing_period, billing_currency, sum(list_known) as list_cost,
  sum(contracted_known) as contracted_cost, sum(billed_cost) as billed_cost, sum(effective_known) as effective_cost,
  sum(billed_usd) as billed_usd, sum(effective_usd) as effective_usd, sum(billed_cny) as billed_cny,
  sum(effective_cny) as effective_cny
from (
  select provider, billing_account_id, billing_period, billing_currency, list_known, contracted_known, billed_cost,
    effective_known, billed_usd, effective_usd, billed_cny, effective_cny
  from report.account_hour
  union all
  select r.provider, r.billing_account_id, h.billing_period, h.billing_currency, -h.list_known, -h.contracted_known, -h.billed_cost,
    -h.effective_known, -coalesce(h.billed_usd, 0), -coalesce(h.effective_usd, 0), -coalesce(h.billed_cny, 0),
    -coalesce(h.effective_cny, 0)
  from fact.resource_hour h
  join fact.resource r using (resource_key)
) both_sides
where not exists (select from ops.split_settings where fingerprint = '' and not isempty(due))
group by provider, billing_account_id, billing_period, billing_currency
having (sum(list_known), sum(contracted_known), sum(billed_cost), sum(effective_known), sum(billed_usd), sum(effective_usd),
  sum(billed_cny), sum(effective_cny)) is distinct from (0, 0, 0, 0, 0, 0, 0, 0)
