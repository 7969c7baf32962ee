-- What lines come to is kept by invoice, so that what the provider says of one is held against it without a look at the lines.

-- What the lines of an invoice come to in a billing period, as they count; kept by what comes and goes. An account's are the sum of
-- its invoices'. What was built on the table stays: it was of accounts, and sums of it are the same.
alter table report.account_bill rename to invoice_bill;
alter table report.invoice_bill
  add column invoice_id text not null collate "C" default '',
  drop constraint account_bill_pkey,
  add primary key (provider, billing_account_id, billing_period, billing_currency, invoice_id);
alter table report.invoice_bill alter column invoice_id drop default;
alter table stage.control add column invoice_id text;

-- What is reported already.
truncate report.invoice_bill;
insert into report.invoice_bill
  (provider, billing_account_id, billing_period, billing_currency, invoice_id, line_count, list_known, contracted_known, billed_cost,
   effective_known)
select provider, billing_account_id, billing_period, billing_currency, coalesce(invoice_id, ''), sum(line_count),
  coalesce(sum(list_cost) filter (where not left_out), 0), coalesce(sum(contracted_cost) filter (where not left_out), 0),
  sum(billed_cost), coalesce(sum(effective_cost), 0)
from (
  select *, charge_category = 'Purchase' and commitment_discount_id is not null as left_out from fact.bill_line where of_record
) counted
group by provider, billing_account_id, billing_period, billing_currency, coalesce(invoice_id, '');
