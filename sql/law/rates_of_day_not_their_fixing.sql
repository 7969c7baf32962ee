-- Days whose rate is not that of the last fixing, carried for at most 12 days. Healthy means empty.
create view law.rates_of_day_not_their_fixing as
select day, currency, held.rate_date, due.rate_date as rate_date_due, held.cny, due.cny as cny_due
from fact.rate_of_day held
full join fact.rate_due due using (day, currency)
where (held.cny, held.units, held.cny_per_usd, held.rate_date, held.source)
  is distinct from (due.cny, due.units, due.cny_per_usd, due.rate_date, due.source)
