-- What we believed until now, with the moment at which we stopped. $1 load
insert into fact.bill_line_past
  (resource_key, charge_period_start, line_key, row_hash, window_key, charge_period_end, grain, line_count, provider,
   invoice_issuer_name, billing_account_id, sub_account_id, billing_period, billing_currency, resource_id,
   service_name, region_id, sku_id, sku_price_id, charge_category, charge_class, charge_frequency, pricing_category,
   commitment_discount_id, commitment_discount_type, commitment_discount_status, capacity_reservation_id,
   capacity_reservation_status, invoice_id, cost_type, consumed_unit, pricing_unit, details, tags, consumed_quantity,
   pricing_quantity, list_cost, contracted_cost, billed_cost, effective_cost, load_id, of_record, recorded_at,
   believed_to, superseded_by)
select
  l.resource_key, l.charge_period_start, l.line_key, l.row_hash, l.window_key, l.charge_period_end, l.grain,
  l.line_count, l.provider, l.invoice_issuer_name, l.billing_account_id, l.sub_account_id, l.billing_period,
  l.billing_currency, l.resource_id, l.service_name, l.region_id, l.sku_id, l.sku_price_id, l.charge_category,
  l.charge_class, l.charge_frequency, l.pricing_category, l.commitment_discount_id, l.commitment_discount_type,
  l.commitment_discount_status, l.capacity_reservation_id, l.capacity_reservation_status, l.invoice_id, l.cost_type,
  l.consumed_unit, l.pricing_unit, l.details, l.tags, l.consumed_quantity, l.pricing_quantity, l.list_cost,
  l.contracted_cost, l.billed_cost, l.effective_cost, l.load_id, l.of_record, l.recorded_at,
  now(), $1::bigint
from fact.bill_line l
join stage.moved m using (resource_key, charge_period_start, line_key)
where m.load_id = $1::bigint and m.why = 'bill' and m.gone
