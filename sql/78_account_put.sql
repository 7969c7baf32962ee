-- What is said now and was not. $1 load
insert into report.account_hour
  (provider, billing_account_id, billing_period, billing_currency, kind, reason, hour, list_known, contracted_known,
   billed_cost, effective_known, list_unknown, contracted_unknown, effective_unknown, billed_usd, effective_usd,
   billed_cny, effective_cny, unconverted_usd, unconverted_cny)
select
  provider, billing_account_id, billing_period, billing_currency, kind, reason, hour, list_known, contracted_known,
  billed_cost, effective_known, list_unknown, contracted_unknown, effective_unknown, billed_usd, effective_usd,
  billed_cny, effective_cny, unconverted_usd, unconverted_cny
from stage.account_hour
where load_id = $1::bigint
on conflict do nothing
