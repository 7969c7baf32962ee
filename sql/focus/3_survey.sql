-- DuckDB. What the files hold before anything is read closely: which windows, how far they reach, and the totals that what
-- is accepted and rejected must add up to. A scan of its own, so that a fault of the grouping cannot hide in it.
surveyed as not materialized (
  select provider, issuer, billing_account_id, billing_period, billing_currency, window_name,
    window_of(provider, issuer, billing_account_id, billing_period, window_name)::varchar as window_key,
    max((period_ends + zone_shift(provider))::date) as billing_period_end,
    sum(lines)::varchar as lines,
    sum(list_cost)::varchar as list_cost, sum(contracted_cost)::varchar as contracted_cost,
    sum(billed_cost)::varchar as billed_cost, sum(effective_cost)::varchar as effective_cost,
    min(first_charge)::varchar as first_charge, max(last_charge)::varchar as last_charge,
    array_to_string(list_sort(list_distinct(flatten(list(charge_days) filter (where charge_category = 'Usage'))))::varchar[], ',')
      as usage_days
  from (
    select * replace (account_of(provider, plain(billing_account_id)) as billing_account_id, plain(billing_currency) as billing_currency),
      plain(issuer_of(invoice_issuer_name, provider_name, provider)) as issuer,
      instant(billing_period_end) as period_ends,
      (instant(billing_period_start) + zone_shift(provider))::date as billing_period
    from (
      select *, provider_of(plain(coalesce(provider_name, invoice_issuer_name, nullif(flavour, 'other')))) as provider
      from surveyed_texts
    )
  )
  group by provider, issuer, billing_account_id, billing_period, billing_currency, window_name
)
