-- DuckDB. The identities that the replacing of a window lives on: whose line it is, and a hash of all that it is grouped by.
keyed as not materialized (
  select *,
    key_of(resource_identity) as resource_key,
    window_of(provider, invoice_issuer_name, billing_account_id, billing_period, window_name) as window_key,
    md5(concat_ws(chr(31), resource_identity, feed(), invoice_issuer_name, billing_period, coalesce(invoice_id, ''),
      epoch_us(starts), epoch_us(ends), billing_currency, charge_category, coalesce(charge_class, ''),
      coalesce(charge_frequency, ''), coalesce(service_name, ''), coalesce(region_id, ''), coalesce(sku_id, ''),
      coalesce(sku_price_id, ''), coalesce(pricing_category, ''), coalesce(commitment_discount_id, ''),
      coalesce(commitment_discount_type, ''), coalesce(commitment_discount_status, ''), coalesce(capacity_reservation_id, ''),
      coalesce(capacity_reservation_status, ''), coalesce(cost_type, ''), coalesce(consumed_unit, ''),
      coalesce(pricing_unit, ''), coalesce(details, ''), coalesce(tag_text, ''), amounts, window_name)) as line_key
  from (
    select *, concat_ws(chr(31), provider, billing_account_id, sub_account, resource) as resource_identity
    from line
    where problem is null
  )
)
