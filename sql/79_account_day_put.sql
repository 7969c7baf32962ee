-- Days of the business time zone of what accounts were billed, added up from their hours. $1 days, $2 time zone
insert into report.account_day
  (provider, billing_account_id, billing_period, billing_currency, kind, reason, day, list_known, contracted_known, billed_cost,
   effective_known, list_unknown, contracted_unknown, effective_unknown, billed_usd, effective_usd, billed_cny, effective_cny,
   unconverted_usd, unconverted_cny)
select
  provider, billing_account_id, billing_period, billing_currency, kind, reason, days.day, sum(list_known), sum(contracted_known),
  sum(billed_cost), sum(effective_known), sum(list_unknown), sum(contracted_unknown), sum(effective_unknown), sum(billed_usd),
  sum(effective_usd), sum(billed_cny), sum(effective_cny), sum(unconverted_usd), sum(unconverted_cny)
from unnest($1::date[]) as days(day)
join report.account_hour h
  on h.hour >= days.day::timestamp at time zone $2::text and h.hour < (days.day + 1)::timestamp at time zone $2::text
group by provider, billing_account_id, billing_period, billing_currency, kind, reason, days.day
