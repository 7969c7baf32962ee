-- DuckDB. The columns of fact.bill_line in their order. Amounts become text once, for the hash of the measures and for the
-- stream.
staged as not materialized (
  select resource_key, starts as charge_period_start, line_key,
    md5(concat_ws('|', line_count, billed_cost, coalesce(effective_cost, ''), coalesce(list_cost, ''),
      coalesce(contracted_cost, ''), coalesce(consumed_quantity, ''), coalesce(pricing_quantity, ''))) as row_hash,
    window_key, ends as charge_period_end, grain, line_count, provider, invoice_issuer_name,
    billing_account_id, sub_account, billing_period, billing_currency, resource, service_name, region_id, sku_id, sku_price_id,
    charge_category, charge_class, charge_frequency, pricing_category, commitment_discount_id, commitment_discount_type,
    commitment_discount_status, capacity_reservation_id, capacity_reservation_status, invoice_id, cost_type, consumed_unit,
    pricing_unit, details, tag_text, consumed_quantity, pricing_quantity, list_cost, contracted_cost, billed_cost,
    effective_cost, load_id() as load_id
  from (
    select * replace (consumed_quantity::varchar as consumed_quantity, pricing_quantity::varchar as pricing_quantity,
      list_cost::varchar as list_cost, contracted_cost::varchar as contracted_cost, billed_cost::varchar as billed_cost,
      effective_cost::varchar as effective_cost)
    from merged
  )
)
