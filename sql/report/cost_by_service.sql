-- What each service cost in a billing period. A sum that contains an unknown is NULL and says how many lines are. List and
-- contracted leave out purchases of commitments (ledger.md 4).
create view report.cost_by_service as
select provider, billing_account_id, billing_period, billing_currency, service_name, sum(line_count) as line_count,
  case when sum(list_unknown) = 0 then sum(list_known) end as list_cost,
  case when sum(contracted_unknown) = 0 then sum(contracted_known) end as contracted_cost,
  sum(billed_cost) as billed_cost,
  case when sum(effective_unknown) = 0 then sum(effective_known) end as effective_cost,
  sum(list_unknown) as lines_without_list_cost, sum(contracted_unknown) as lines_without_contracted_cost,
  sum(effective_unknown) as lines_without_effective_cost
from fact.counted_line
group by provider, billing_account_id, billing_period, billing_currency, service_name
