-- What the lines of an account come to in a billing period, as they count.
create view report.account_bill as
select provider, billing_account_id, billing_period, billing_currency, sum(line_count) as line_count, sum(list_known) as list_known,
  sum(contracted_known) as contracted_known, sum(billed_cost) as billed_cost, sum(effective_known) as effective_known
from report.invoice_bill
group by provider, billing_account_id, billing_period, billing_currency
