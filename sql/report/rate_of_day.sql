-- The rate of each Beijing day and currency, as published: `value` of to_currency for `units` of from_currency, fixed on
-- rate_date and carried to the day. A provisional rate gives way to the day's own fixing, when one comes.
create view report.rate_of_day as
select r.day, r.currency, f.from_currency, f.to_currency, f.units, f.value, r.cny as cny_for_units, r.units as units_for_cny,
  r.cny_per_usd, r.rate_date, r.source, r.day > r.rate_date as carried, r.provisional
from fact.rate_of_day r
left join fact.fx_rate f
  on f.fixed_on = r.rate_date
  and (f.from_currency = r.currency and f.to_currency = 'CNY' or f.from_currency = 'CNY' and f.to_currency = r.currency)
