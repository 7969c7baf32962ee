-- DuckDB. Lines that two spellings made two groups of, added up: Azure writes one id in both cases, and the tags of one
-- resource come in any order. Costs a second grouping, so it is asked for only when a key was met twice.
merged as not materialized (
  select line_key,
    any_value(columns(* exclude (line_key, line_count, billed_cost, effective_cost, list_cost, contracted_cost,
      consumed_quantity, pricing_quantity))),
    sum(line_count) as line_count, sum(billed_cost) as billed_cost, sum(effective_cost) as effective_cost,
    sum(list_cost) as list_cost, sum(contracted_cost) as contracted_cost,
    sum(consumed_quantity) as consumed_quantity, sum(pricing_quantity) as pricing_quantity
  from (
    select line_key, resource_key, window_key, starts, ends, grain, line_count, provider, invoice_issuer_name,
      billing_account_id, sub_account, billing_period, billing_currency, resource, service_name, region_id, sku_id,
      sku_price_id, charge_category, charge_class, charge_frequency, pricing_category, commitment_discount_id,
      commitment_discount_type, commitment_discount_status, capacity_reservation_id, capacity_reservation_status, invoice_id,
      cost_type, consumed_unit, pricing_unit, details, tag_text, consumed_quantity, pricing_quantity, list_cost,
      contracted_cost, billed_cost, effective_cost
    from keyed
  )
  group by line_key
)
