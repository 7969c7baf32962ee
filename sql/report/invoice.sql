-- What each invoice comes to by its lines, billed, beside what the provider says it does (ledger.md 8). `not_in_lines` is what
-- the provider leaves out of its lines: Alibaba's rounding discount. The provider's total is renewed apart from its lines, so
-- a difference of an open month is news, and of a month that is over a mistake of somebody.
create view report.invoice as
select provider, billing_account_id, billing_period, billing_currency, invoice_id, sum(billed) as billed,
  sum(not_in_lines) as not_in_lines, sum(total) as provider_total,
  sum(billed) + sum(not_in_lines) - sum(total) as provider_difference, max(source) as source, max(asked_at) as asked_at
from (
  select provider, billing_account_id, billing_period, billing_currency,
    -- Where the provider tells one total of a period, its lines are compared as one.
    case when t.whole then '' else b.invoice_id end as invoice_id,
    b.billed_cost as billed, null::numeric as not_in_lines, null::numeric as total, null as source, null::timestamptz as asked_at
  from report.invoice_bill b
  left join (
    select provider, billing_account_id, billing_period, billing_currency, bool_and(invoice_id = '') as whole
    from ops.provider_total group by 1, 2, 3, 4
  ) t using (provider, billing_account_id, billing_period, billing_currency)
  union all
  select provider, billing_account_id, billing_period, billing_currency, invoice_id, 0, not_in_lines, total, source, asked_at
  from (
    select distinct on (provider, billing_account_id, billing_period, billing_currency, invoice_id)
      provider, billing_account_id, billing_period, billing_currency, invoice_id, not_in_lines, total, source, asked_at
    from ops.provider_total
    order by provider, billing_account_id, billing_period, billing_currency, invoice_id, asked_at desc
  ) latest
) sides
group by provider, billing_account_id, billing_period, billing_currency, invoice_id
