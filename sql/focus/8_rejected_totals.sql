-- DuckDB. The same lines added up by window, as far as one can be told: what is accepted and rejected must be what the files hold.
rejected_totals as not materialized (
  select window_of(provider, issuer, billing_account_id, billing_period, window_name)::varchar as window_key, billing_currency,
    count(*)::varchar as lines, sum(list_cost)::varchar as list_cost, sum(contracted_cost)::varchar as contracted_cost,
    sum(billed_cost)::varchar as billed_cost, sum(effective_cost)::varchar as effective_cost
  from (
    select line_count, list_cost, contracted_cost, billed_cost, effective_cost, plain(said_billing_currency) as billing_currency,
      said_window_name as window_name,
      provider_of(plain(coalesce(said_provider_name, said_invoice_issuer_name, nullif(said_flavour, 'other')))) as provider,
      plain(issuer_of(said_invoice_issuer_name, said_provider_name, provider)) as issuer,
      account_of(provider, plain(said_billing_account_id)) as billing_account_id,
      (instant(said_billing_period_start) + zone_shift(provider))::date as billing_period
    from line
    where problem is not null
  ) rejected_line
  group by all
)
