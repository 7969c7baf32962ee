-- Hours of versions that are no longer said as they stand. $1 load
delete from report.model_hour m
where m.hour in (select hour from stage.rolled where load_id = $1::bigint) and not exists (
  select from stage.model_hour n
  where n.load_id = $1::bigint and n.hour = m.hour
    and n.version_id = m.version_id and n.provider = m.provider and n.billing_account_id = m.billing_account_id
    and n.region_id = m.region_id and n.kind = m.kind and n.reason = m.reason and n.status = m.status
    and (
      n.list_usd, n.billed_usd, n.effective_usd, n.list_cny, n.billed_cny, n.effective_cny, n.list_unknown,
      n.billed_unknown, n.effective_unknown, n.unconverted_usd, n.unconverted_cny, n.resource_hours,
      n.rates_provisional, n.gpu_seconds, n.a100_seconds, n.prompt_tokens, n.cached_tokens, n.generated_tokens,
      n.requests, n.work_in, n.work_out, n.running_seconds, n.replica_hours, n.replica_hours_not_exact, n.coverage)
      is not distinct from (
      m.list_usd, m.billed_usd, m.effective_usd, m.list_cny, m.billed_cny, m.effective_cny, m.list_unknown,
      m.billed_unknown, m.effective_unknown, m.unconverted_usd, m.unconverted_cny, m.resource_hours,
      m.rates_provisional, m.gpu_seconds, m.a100_seconds, m.prompt_tokens, m.cached_tokens, m.generated_tokens,
      m.requests, m.work_in, m.work_out, m.running_seconds, m.replica_hours, m.replica_hours_not_exact, m.coverage))
