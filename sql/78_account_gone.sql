-- Hours of accounts that are no longer said as they stand. $1 load
delete from report.account_hour m
where m.hour in (select hour from stage.rolled where load_id = $1::bigint) and not exists (
  select from stage.account_hour n
  where n.load_id = $1::bigint and n.hour = m.hour
    and n.provider = m.provider and n.billing_account_id = m.billing_account_id
    and n.billing_period = m.billing_period and n.billing_currency = m.billing_currency and n.kind = m.kind
    and n.reason = m.reason
    and (
      n.list_known, n.contracted_known, n.billed_cost, n.effective_known, n.list_unknown, n.contracted_unknown,
      n.effective_unknown, n.billed_usd, n.effective_usd, n.billed_cny, n.effective_cny, n.unconverted_usd,
      n.unconverted_cny)
      is not distinct from (
      m.list_known, m.contracted_known, m.billed_cost, m.effective_known, m.list_unknown, m.contracted_unknown,
      m.effective_unknown, m.billed_usd, m.effective_usd, m.billed_cny, m.effective_cny, m.unconverted_usd,
      m.unconverted_cny))
