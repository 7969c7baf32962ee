-- What devices at the edge cost in a month, by what it is for: their wear, what they transfer, what is written off when they end, and
-- the energy that they drew, which is what the other lines leave of the bill.
create view report.edge_cost as
select b.billing_account_id, b.billing_period, b.billing_currency, b.billed_cost, coalesce(k.devices, 0) as devices,
  coalesce(k.device, 0) as device, coalesce(k.transfer, 0) as transfer, coalesce(k.write_off, 0) as write_off,
  b.billed_cost - coalesce(k.device + k.transfer + k.write_off, 0) as energy
from report.account_bill b
left join (
  select l.billing_account_id, l.billing_period, l.billing_currency, count(distinct l.resource_key) as devices,
    coalesce(sum(l.billed_cost) filter (where l.sku_id = 'device'), 0) as device,
    coalesce(sum(l.billed_cost) filter (where l.sku_id = 'transfer'), 0) as transfer,
    coalesce(sum(l.billed_cost) filter (where l.sku_id = 'write-off'), 0) as write_off
  from fact.resource r
  join fact.bill_line l using (resource_key) -- energy is of hours, and by far the most lines
  where r.provider = 'edge' and l.of_record and l.grain <> 'hour'
  group by l.billing_account_id, l.billing_period, l.billing_currency
) k using (billing_account_id, billing_period, billing_currency)
where b.provider = 'edge'
