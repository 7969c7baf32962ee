-- Every bill line we hold, with the feed and the invoice period it belongs to. `of_record` is false where another feed of
-- the account counts: such lines are compared (report.feed_difference), never added.
create view report.bill_line as
select w.feed, l.provider, l.invoice_issuer_name, l.billing_account_id, l.sub_account_id, l.billing_period,
  l.billing_currency, l.charge_period_start, l.charge_period_end, l.grain, l.line_count, l.charge_category, l.charge_class,
  l.charge_frequency, l.service_name, l.region_id, l.resource_id, l.sku_id, l.sku_price_id, l.pricing_category,
  l.commitment_discount_id, l.commitment_discount_type, l.commitment_discount_status, l.capacity_reservation_id,
  l.capacity_reservation_status, l.invoice_id, l.cost_type, l.consumed_quantity, l.consumed_unit, l.pricing_quantity,
  l.pricing_unit, l.list_cost, l.contracted_cost, l.billed_cost, l.effective_cost, l.details, l.tags, l.of_record, w.final,
  l.load_id, l.recorded_at
from fact.bill_line l
join ops.window w using (window_key)
