-- What invoices come to, by the lines that came and went. $1 load
insert into report.invoice_bill as held
  (provider, billing_account_id, billing_period, billing_currency, invoice_id, line_count, list_known, contracted_known,
   billed_cost, effective_known)
select provider, billing_account_id, billing_period, billing_currency, invoice_id, sum(sign * lines), sum(sign * list_cost),
  sum(sign * contracted_cost), sum(sign * billed_cost), sum(sign * effective_cost)
from (
  select provider, billing_account_id, billing_period, billing_currency, invoice_id, lines, list_cost, contracted_cost,
    billed_cost, effective_cost, case side when 'came' then 1 else -1 end as sign
  from stage.control
  where load_id = $1::bigint and side in ('came', 'gone')
) moved
group by provider, billing_account_id, billing_period, billing_currency, invoice_id
on conflict (provider, billing_account_id, billing_period, billing_currency, invoice_id) do update set
  line_count = held.line_count + excluded.line_count, list_known = held.list_known + excluded.list_known,
  contracted_known = held.contracted_known + excluded.contracted_known, billed_cost = held.billed_cost + excluded.billed_cost,
  effective_known = held.effective_known + excluded.effective_known
