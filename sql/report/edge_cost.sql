-- What devices at the edge cost in a month, by what it is for: their wear, what they transfer, what is written off when they end, and
-- the energy that they drew, which is what the other lines leave of the bill. A device that is written off and only draws energy is
-- still one; a write-off names no device.
create view report.edge_cost as
select b.billing_account_id, b.billing_period, b.billing_currency, b.billed_cost, d.devices,
  coalesce(k.device, 0) as device, coalesce(k.transfer, 0) as transfer, coalesce(k.write_off, 0) as write_off,
  b.billed_cost - coalesce(k.device + k.transfer + k.write_off, 0) as energy
from report.account_bill b
left join (
  select l.billing_account_id, l.billing_period, l.billing_currency,
    coalesce(sum(l.billed_cost) filter (where l.sku_id = 'device'), 0) as device,
    coalesce(sum(l.billed_cost) filter (where l.sku_id = 'transfer'), 0) as transfer,
    coalesce(sum(l.billed_cost) filter (where l.sku_id = 'write-off'), 0) as write_off
  from fact.resource r
  join fact.bill_line l using (resource_key) -- energy is of hours, and by far the most lines
  where r.provider = 'edge' and l.of_record and l.grain <> 'hour'
  group by l.billing_account_id, l.billing_period, l.billing_currency
) k using (billing_account_id, billing_period, billing_currency)
cross join lateral (
  select count(*) as devices
  from fact.resource r
  where r.provider = 'edge' and r.billing_account_id = b.billing_account_id and exists (
    select from fact.bill_line l -- its first line of the month is enough
    where l.resource_key = r.resource_key and l.of_record and l.sku_id <> 'write-off' and l.billing_currency = b.billing_currency
      and l.charge_period_start >= b.billing_period::timestamp at time zone 'UTC'
      and l.charge_period_start < (b.billing_period + interval '1 month') at time zone 'UTC')
) d
where b.provider = 'edge'
