-- What machines and tokens cost today, in their own currency and at the last rate in dollars and yuan. What a bill says of the last 35
-- days comes before a file; of several days or files the last counts. NULL: no rate.
create view report.price as
select p.provider, p.region_id, p.item, p.purchase, p.per, p.currency, p.amount,
  round(p.amount * r.cny / r.units / r.cny_per_usd, 12) as usd, round(p.amount * r.cny / r.units, 12) as cny,
  p.price_from, nullif(p.from_day, '-infinity') as from_day, p.source, p.as_of
from (
  select distinct on (provider, region_id, item, purchase, per) *
  from (
    select p.provider, p.region_id, p.item, p.purchase, p.per, p.currency, p.amount, 'file' as price_from, p.from_day, p.source,
      p.as_of, c.today
    from report.calendar c
    join fact.price p on p.from_day <= c.today and p.to_day > c.today
    union all
    select l.provider, l.region_id, l.instance_type, 'on_demand', 'machine_hour', l.currency, l.amount, 'bill', l.day,
      'list cost of the bill', l.day, c.today
    from report.calendar c
    join fact.list_price l on l.day > c.today - 35 and l.day <= c.today
  ) told
  order by provider, region_id, item, purchase, per, price_from, from_day desc, currency
) p
left join lateral (
  select d.cny, d.units, d.cny_per_usd
  from fact.rate_of_day d
  where d.currency = p.currency and d.day <= p.today
  order by d.day desc
  limit 1
) r on true
