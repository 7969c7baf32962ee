-- The lines that came, in the order of the key, so that neighbours lie together. $1 load
insert into fact.bill_line
  (resource_key, charge_period_start, line_key, row_hash, window_key, charge_period_end, grain, line_count, provider,
   invoice_issuer_name, billing_account_id, sub_account_id, billing_period, billing_currency, resource_id,
   service_name, region_id, sku_id, sku_price_id, charge_category, charge_class, charge_frequency, pricing_category,
   commitment_discount_id, commitment_discount_type, commitment_discount_status, capacity_reservation_id,
   capacity_reservation_status, invoice_id, cost_type, consumed_unit, pricing_unit, details, tags, consumed_quantity,
   pricing_quantity, list_cost, contracted_cost, billed_cost, effective_cost, load_id, of_record, recorded_at)
select
  resource_key, charge_period_start, line_key, s.row_hash, s.window_key, s.charge_period_end, s.grain,
  s.line_count, s.provider, s.invoice_issuer_name, s.billing_account_id, s.sub_account_id, s.billing_period,
  s.billing_currency, s.resource_id, s.service_name, s.region_id, s.sku_id, s.sku_price_id, s.charge_category,
  s.charge_class, s.charge_frequency, s.pricing_category, s.commitment_discount_id, s.commitment_discount_type,
  s.commitment_discount_status, s.capacity_reservation_id, s.capacity_reservation_status, s.invoice_id, s.cost_type,
  s.consumed_unit, s.pricing_unit, s.details, s.tags, s.consumed_quantity, s.pricing_quantity, s.list_cost,
  s.contracted_cost, s.billed_cost, s.effective_cost, s.load_id, s.of_record, s.recorded_at
from stage.bill_line s
join stage.moved m using (resource_key, charge_period_start, line_key)
where s.load_id = $1::bigint and m.load_id = $1::bigint and m.why = 'bill' and m.came
order by resource_key, charge_period_start, line_key
