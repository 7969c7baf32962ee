-- What a day's rates have to be: those of the last fixing, carried for at most 12 days, for the longest real silence was 11
-- (2023-09-28 to 2023-10-09). Of a currency that this fixing does not quote there is none: an older one is not carried.
-- `cny` yuan for `units` of the currency, the yuan itself included.
create view fact.rate_due as
select generate_series(rate_date, least(until - 1, rate_date + 12), interval '1 day')::date as day,
  currency, cny, units, cny_per_usd, rate_date, source
from (
  select f.fixed_on as rate_date, coalesce(f.next_on, 'infinity') as until, quoted.currency, quoted.cny, quoted.units,
    usd.value as cny_per_usd, usd.source
  from (
    select fixed_on, lead(fixed_on) over (order by fixed_on) as next_on
    from (select distinct fixed_on from fact.fx_rate) days
  ) f
  join fact.fx_rate usd on usd.fixed_on = f.fixed_on and usd.from_currency = 'USD' and usd.to_currency = 'CNY'
  join (
    select fixed_on, from_currency as currency, value as cny, units from fact.fx_rate where to_currency = 'CNY'
    union all
    select fixed_on, to_currency, units, value from fact.fx_rate where from_currency = 'CNY'
    union all
    select distinct fixed_on, 'CNY', 1.0, 1.0 from fact.fx_rate
  ) quoted on quoted.fixed_on = f.fixed_on
) fixing
