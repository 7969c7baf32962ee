-- Invoices of which reports say otherwise than their lines. Healthy means empty.
create view law.bills_differ_from_lines as
select provider, billing_account_id, billing_period, billing_currency, invoice_id, sum(line_count) as lines,
  sum(list_known) as list_cost, sum(contracted_known) as contracted_cost, sum(billed_cost) as billed_cost,
  sum(effective_known) as effective_cost
from (
  select provider, billing_account_id, billing_period, billing_currency, invoice_id, line_count, list_known, contracted_known,
    billed_cost, effective_known
  from report.invoice_bill
  union all
  select provider, billing_account_id, billing_period, billing_currency, invoice_id, -line_count, -list_known,
    -contracted_known, -billed_cost, -effective_known
  from fact.counted_line
) both_sides
group by provider, billing_account_id, billing_period, billing_currency, invoice_id
having (sum(line_count), sum(list_known), sum(contracted_known), sum(billed_cost), sum(effective_known))
  is distinct from (0, 0, 0, 0, 0)
