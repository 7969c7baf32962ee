-- Of each invoice of a month that ended at least 5 days ago (and at most 100), how far in percent its lines are from what the
-- provider says that it comes to. Amounts are in the currency of the bill, so that none is told in dollars or yuan.
create view report.alert_reconciliation_gap as
select concat_ws(':', provider, billing_account_id, billing_period, billing_currency, invoice_id) as subject,
  ''::text as model, ''::text as version, provider,
  round(100 * abs(provider_difference) / nullif(abs(provider_total), 0), 2) as value,
  null::numeric as now_usd, null::numeric as now_cny, null::numeric as usual_usd, null::numeric as usual_cny,
  billing_period::timestamp at time zone 'UTC' as since
from report.invoice
where provider_total is not null and billing_period + interval '1 month' + interval '5 days' <= now() at time zone 'UTC'
  and billing_period > (now() at time zone 'UTC')::date - 100
