-- Days of accounts that are not what their hours come to. The days are those of the business time zone. Healthy means empty.
create view law.account_days_differ_from_hours as
select provider, billing_account_id, billing_period, billing_currency, kind, reason, day,
  sum(list_known) as list_known, sum(contracted_known) as contracted_known, sum(billed_cost) as billed_cost,
  sum(effective_known) as effective_known, sum(list_unknown) as list_unknown, sum(contracted_unknown) as contracted_unknown,
  sum(effective_unknown) as effective_unknown, sum(billed_usd) as billed_usd, sum(effective_usd) as effective_usd,
  sum(billed_cny) as billed_cny, sum(effective_cny) as effective_cny, sum(unconverted_usd) as unconverted_usd,
  sum(unconverted_cny) as unconverted_cny
from (
  select provider, billing_account_id, billing_period, billing_currency, kind, reason, day,
    list_known, contracted_known, billed_cost, effective_known, list_unknown, contracted_unknown, effective_unknown, billed_usd,
    effective_usd, billed_cny, effective_cny, unconverted_usd, unconverted_cny, 1 as side
  from report.account_day
  union all
  select provider, billing_account_id, billing_period, billing_currency, kind, reason,
    (hour at time zone (select business_time_zone from ops.split_settings order by load_id desc limit 1))::date,
    -list_known, -contracted_known, -billed_cost, -effective_known, -list_unknown, -contracted_unknown, -effective_unknown,
    -billed_usd, -effective_usd, -billed_cny, -effective_cny, -unconverted_usd, -unconverted_cny, 0
  from report.account_hour
) both_sides
group by provider, billing_account_id, billing_period, billing_currency, kind, reason, day
having max(side) = min(side) -- a day without hours, or hours without a day
  or sum(list_known) <> 0
  or sum(contracted_known) <> 0
  or sum(billed_cost) <> 0
  or sum(effective_known) <> 0
  or sum(list_unknown) <> 0
  or sum(contracted_unknown) <> 0
  or sum(effective_unknown) <> 0
  or sum(billed_usd) <> 0
  or sum(effective_usd) <> 0
  or sum(billed_cny) <> 0
  or sum(effective_cny) <> 0
  or sum(unconverted_usd) <> 0
  or sum(unconverted_cny) <> 0
