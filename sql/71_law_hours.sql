-- The law: what the hours gained is what the lines gained, per account, billing period, currency and basis, to the last
-- digit. With it, hours that added up before add up after. $1 load. Healthy means empty.
select provider, billing_account_id, billing_period, billing_currency, sum(lines) as lines, sum(list_cost) as list_cost,
  sum(contracted_cost) as contracted_cost, sum(billed_cost) as billed_cost, sum(effective_cost) as effective_cost
from (
  select provider, billing_account_id, billing_period, billing_currency, lines * sign as lines, list_cost * sign as list_cost,
    contracted_cost * sign as contracted_cost, billed_cost * sign as billed_cost, effective_cost * sign as effective_cost
  from stage.control
  join (values ('came', 1), ('gone', -1), ('after', -1), ('before', 1)) as sides(side, sign) using (side)
  where load_id = $1::bigint
) both_sides
group by provider, billing_account_id, billing_period, billing_currency
having (sum(lines), sum(list_cost), sum(contracted_cost), sum(billed_cost), sum(effective_cost)) is distinct from (0, 0, 0, 0, 0)
limit 20
