-- Of what each billing period holds, how much its hours have used by the end of each day of the business time zone, and how much
-- is still to come: a month paid at once is used second by second (ledger.md 5).
create view report.deferred as
select provider, billing_account_id, billing_period, billing_currency, day, sum(used) over days as used,
  sum(used) over (partition by provider, billing_account_id, billing_period, billing_currency) - sum(used) over days as deferred
from (
  select provider, billing_account_id, billing_period, billing_currency,
    (hour at time zone (select business_time_zone from ops.split_settings order by load_id desc limit 1))::date as day,
    sum(effective_known) as used
  from report.account_hour
  group by 1, 2, 3, 4, 5
) hours
window days as (partition by provider, billing_account_id, billing_period, billing_currency order by day)
