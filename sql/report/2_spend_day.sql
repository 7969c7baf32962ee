-- The same by day of the business time zone, with the moment at which each begins and how many hours it has.
create view report.spend_day as
select a.day, b.day_start, b.hours,
  a.provider, a.billing_account_id, a.billing_currency, a.kind, a.reason,
  case when a.effective_unknown = 0 and a.unconverted_usd = 0 then a.effective_usd end as cost_usd,
  case when a.effective_unknown = 0 and a.unconverted_cny = 0 then a.effective_cny end as cost_cny,
  a.effective_unknown as cost_unknown, a.unconverted_usd, a.unconverted_cny
from report.account_day a
left join report.business_day b using (day)
