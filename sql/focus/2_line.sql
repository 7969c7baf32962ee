-- DuckDB. From the packed texts of a group to one bill line: every text understood, or the first reason why it is not.
-- Runs once a group and not once a line of the file, because all it reads is the same on every line of the group.
understood as not materialized (
  select * replace (account_of(provider, billing_account_id) as billing_account_id, account_of(provider, sub_account_id) as sub_account_id),
    instant(charge_period_start) as starts, instant(charge_period_end) as ends,
    instant(billing_period_start) as period_starts, instant(billing_period_end) as period_ends
  from (select *, provider_of(coalesce(provider_name, invoice_issuer_name, nullif(flavour, 'other'))) as provider from unpacked)
),
judged as not materialized (
  select *,
    case
      when fields <> fields_expected then struct_pack(col := '', reason := 'holds the control character U+001F')
      when contains(packed, chr(0)) then struct_pack(col := '', reason := 'holds the control character U+0000')
      when problem_reason is not null then struct_pack(col := coalesce(problem_column, ''), reason := problem_reason)
      when amounts & 64 > 0 then struct_pack(col := 'BilledCost', reason := 'is not a decimal of at most 18 decimals')
      when amounts & 1 > 0 then struct_pack(col := 'BilledCost', reason := 'is empty')
      when amounts & 128 > 0 then struct_pack(col := 'EffectiveCost', reason := 'is not a decimal of at most 18 decimals')
      when amounts & 256 > 0 then struct_pack(col := 'ListCost', reason := 'is not a decimal of at most 18 decimals')
      when amounts & 512 > 0 then struct_pack(col := 'ContractedCost', reason := 'is not a decimal of at most 18 decimals')
      when amounts & 1024 > 0 then struct_pack(col := 'ConsumedQuantity', reason := 'is not a decimal of at most 18 decimals')
      when amounts & 2048 > 0 then struct_pack(col := 'PricingQuantity', reason := 'is not a decimal of at most 18 decimals')
      when billing_account_id is null then struct_pack(col := 'BillingAccountId', reason := 'is empty')
      when provider is null or provider = '' then struct_pack(col := 'ProviderName', reason := 'is empty, and so is InvoiceIssuerName')
      when not known_currency(billing_currency) then struct_pack(col := 'BillingCurrency', reason := 'is not an ISO 4217 currency')
      when billing_currency is null then struct_pack(col := 'BillingCurrency', reason := 'is empty')
      when period_starts is null then struct_pack(col := 'BillingPeriodStart', reason := 'is not a time such as 2026-08-01T00:00:00Z')
      when period_ends is null then struct_pack(col := 'BillingPeriodEnd', reason := 'is not a time such as 2026-09-01T00:00:00Z')
      when period_ends <= period_starts then struct_pack(col := 'BillingPeriodEnd', reason := 'is not after BillingPeriodStart')
      when starts is null then struct_pack(col := 'ChargePeriodStart', reason := 'is not a time such as 2026-08-01T00:00:00Z')
      when ends is null then struct_pack(col := 'ChargePeriodEnd', reason := 'is not a time such as 2026-08-01T01:00:00Z')
      when ends < starts then struct_pack(col := 'ChargePeriodEnd', reason := 'is before ChargePeriodStart')
      when ends > starts + interval 10 year then struct_pack(col := 'ChargePeriodEnd', reason := 'is more than ten years after ChargePeriodStart')
      when charge_category is null or charge_category not in ('Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment')
        then struct_pack(col := 'ChargeCategory', reason := 'is not one of Usage, Purchase, Tax, Credit, Adjustment')
    end as problem
  from understood
),
line as not materialized (
  select * replace (issuer_of(invoice_issuer_name, provider_name, provider) as invoice_issuer_name),
    coalesce(sub_account_id, '') as sub_account,
    coalesce(native_id(provider, resource_id), 'none:' || coalesce(service_name, 'unknown')) as resource,
    (period_starts + zone_shift(provider))::date as billing_period,
    case
      when ends <= time_bucket(interval 1 hour, starts) + interval 1 hour then 'hour'
      when ends <= starts + interval 1 day then 'day'
      else 'month'
    end as grain,
    tags_text(tags) as tag_text
  from judged
)
