-- Accounts whose hours do not add up to their lines, over all that is stored. Healthy means empty.
create view law.hours_differ_from_lines as
select provider, billing_account_id, billing_period, billing_currency, sum(lines) as lines, sum(list_cost) as list_cost,
  sum(contracted_cost) as contracted_cost, sum(billed_cost) as billed_cost, sum(effective_cost) as effective_cost
from (
  select provider, billing_account_id, billing_period, billing_currency, line_count as lines, list_known as list_cost,
    contracted_known as contracted_cost, billed_cost, effective_known as effective_cost
  from fact.counted_line
  union all
  select r.provider, r.billing_account_id, h.billing_period, h.billing_currency, -h.line_count, -h.list_known,
    -h.contracted_known, -h.billed_cost, -h.effective_known
  from fact.resource_hour h
  join fact.resource r using (resource_key)
) both_sides
group by provider, billing_account_id, billing_period, billing_currency
having (sum(lines), sum(list_cost), sum(contracted_cost), sum(billed_cost), sum(effective_cost)) is distinct from (0, 0, 0, 0, 0)
