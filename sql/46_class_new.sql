-- What the lines of a load are that were never met before: their kinds, once each. What they come to is decided next.
-- A load that compares has marked its lines; one of new windows has not. $1 load, $2 windows folded as a whole
insert into fact.line_class
  (class_key, resource_key, provider, billing_account_id, sub_account_id, resource_id, service_name, region_id, sku_id,
   charge_category, charge_frequency, pricing_category, commitment_discount_status, commitment_discount_id,
   capacity_reservation_status, consumed_unit, pricing_unit, cost_type, details, tags, part_id, load_id)
select distinct on (l.class_key) l.class_key, l.resource_key, l.provider, l.billing_account_id, l.sub_account_id, l.resource_id,
  l.service_name, l.region_id, l.sku_id, l.charge_category, l.charge_frequency, l.pricing_category,
  l.commitment_discount_status, l.commitment_discount_id, l.capacity_reservation_status, l.consumed_unit, l.pricing_unit,
  l.cost_type, l.details, l.tags, 0, $1::bigint
from (
  select b.*
  from stage.moved m
  join fact.bill_line b using (resource_key, charge_period_start, line_key)
  where m.load_id = $1::bigint and m.came
  union all
  select * from fact.bill_line where window_key = any($2::bigint[]) and load_id = $1::bigint
) l
where not exists (select from fact.line_class known where known.class_key = l.class_key)
order by l.class_key, l.line_key
