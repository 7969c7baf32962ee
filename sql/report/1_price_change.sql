-- Prices that became others: what an hour of a machine or a million tokens cost until that day, and from it on, by the price files
-- and by what bills list on demand. A bill rounds: a cent of the 240 that a machine costs a day is 0.00004 of them, so less than a
-- thousandth of a bill's is no change. `change` is NULL where the currency is another.
create view report.price_change as
select day, provider, region_id, item, purchase, per, currency_before, before, currency, amount,
  case when currency = currency_before then round(amount / nullif(before, 0) - 1, 6) end as change, price_from
from (
  select from_day as day, provider, region_id, item, purchase, per, lag(currency) over of_item as currency_before,
    lag(amount) over of_item as before, currency, amount, 'file' as price_from
  from fact.price
  window of_item as (partition by provider, region_id, item, purchase, per order by from_day)
  union all
  select day, provider, region_id, instance_type, 'on_demand', 'machine_hour', currency, lag(amount) over of_type, currency, amount, 'bill'
  from fact.list_price
  window of_type as (partition by provider, region_id, instance_type, currency order by day)
) told
where before is not null and (currency <> currency_before or abs(amount - before) > case price_from when 'bill' then 0.001 else 0 end * before)
