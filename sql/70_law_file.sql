-- The law: accepted + rejected = the file, in lines and on every basis, per window and currency. $1 load. Healthy means empty.
select window_key, billing_currency, sum(lines) as lines, sum(list_cost) as list_cost, sum(contracted_cost) as contracted_cost,
  sum(billed_cost) as billed_cost, sum(effective_cost) as effective_cost
from (
  select window_key, billing_currency, lines * sign as lines, list_cost * sign as list_cost,
    contracted_cost * sign as contracted_cost, billed_cost * sign as billed_cost, effective_cost * sign as effective_cost
  from stage.control
  join (values ('file', 1), ('accepted', -1), ('rejected', -1)) as sides(side, sign) using (side)
  where load_id = $1::bigint
) both_sides
group by window_key, billing_currency
having (sum(lines), sum(list_cost), sum(contracted_cost), sum(billed_cost), sum(effective_cost)) is distinct from (0, 0, 0, 0, 0)
limit 20
