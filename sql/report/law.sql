-- The law's line: what the bill says, what the hours say, and the difference, which is 0. Unknown amounts are left out on
-- both sides alike, so that the difference stays exact.
create view report.law as
select provider, billing_account_id, billing_period, billing_currency,
  sum(line_count) filter (where side = 'lines') as line_count,
  sum(billed_cost) filter (where side = 'lines') as billed_lines, sum(billed_cost) filter (where side = 'hours') as billed_hours,
  sum(effective_cost) filter (where side = 'lines') as effective_lines,
  sum(effective_cost) filter (where side = 'hours') as effective_hours,
  sum(billed_cost * sign) as billed_difference, sum(effective_cost * sign) as effective_difference,
  sum(list_cost * sign) as list_difference, sum(contracted_cost * sign) as contracted_difference,
  sum(line_count * sign) as line_difference
from (
  select 'lines' as side, 1 as sign, provider, billing_account_id, billing_period, billing_currency, line_count,
    list_known as list_cost, contracted_known as contracted_cost, billed_cost, effective_known as effective_cost
  from fact.counted_line
  union all
  select 'hours', -1, r.provider, r.billing_account_id, h.billing_period, h.billing_currency, h.line_count, h.list_known,
    h.contracted_known, h.billed_cost, h.effective_known
  from fact.resource_hour h
  join fact.resource r using (resource_key)
) both_sides
group by provider, billing_account_id, billing_period, billing_currency
