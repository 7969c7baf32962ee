-- The law: what accounts' hours went to is what they were billed, per billing period, currency and basis, to the last digit.
-- $1 load. Healthy means empty.
select provider, billing_account_id, billing_period, billing_currency, hour, sum(list_known) as list_cost,
  sum(contracted_known) as contracted_cost, sum(billed_cost) as billed_cost, sum(effective_known) as effective_cost
from (
  select provider, billing_account_id, billing_period, billing_currency, hour, list_known, contracted_known, billed_cost,
    effective_known
  from stage.account_hour
  where load_id = $1::bigint
  union all
  select r.provider, r.billing_account_id, h.billing_period, h.billing_currency, h.hour, -h.list_known,
    -h.contracted_known, -h.billed_cost, -h.effective_known
  from fact.resource_hour h
  join fact.resource r using (resource_key)
  where h.hour in (select hour from stage.rolled where load_id = $1::bigint)
) both_sides
group by provider, billing_account_id, billing_period, billing_currency, hour
having (sum(list_known), sum(contracted_known), sum(billed_cost), sum(effective_known)) is distinct from (0, 0, 0, 0)
limit 20
