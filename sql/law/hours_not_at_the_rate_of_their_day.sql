-- Hours that were not converted at the rate of their Beijing day, or that have none for another reason than they say.
-- Healthy means empty.
create view law.hours_not_at_the_rate_of_their_day as
select h.hour, h.resource_key, h.billing_period, h.billing_currency, h.rate_date, r.rate_date as rate_date_of_day,
  h.rate_cny, r.cny as cny_of_day, h.rate_provisional, r.provisional as provisional_of_day
from fact.resource_hour h
left join fact.rate_of_day r
  on r.day = (h.hour at time zone 'Asia/Shanghai')::date and r.currency = h.billing_currency
left join fact.rate_of_day yuan
  on yuan.day = (h.hour at time zone 'Asia/Shanghai')::date and yuan.currency = 'CNY'
where (h.rate_date, h.rate_source, h.rate_provisional, h.rate_cny, h.rate_units, h.rate_cny_per_usd, h.unconverted)
  is distinct from (r.rate_date, r.source, r.provisional, r.cny, r.units, r.cny_per_usd,
    case when r.day is not null then null when yuan.day is not null then 'not_quoted' else 'no_fixing' end)
