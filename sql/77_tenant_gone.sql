-- Shares of who asked that are no longer said as they stand. $1 load
delete from report.tenant_hour t
where t.hour in (select hour from stage.rolled where load_id = $1::bigint) and not exists (
  select from stage.tenant_hour n
  where n.load_id = $1::bigint and n.hour = t.hour and n.version_id = t.version_id and n.served_model = t.served_model
    and n.source = t.source and n.requested_model = t.requested_model and n.kind = t.kind and n.tenant = t.tenant
    and (n.reason, n.tenants, n.prompt_tokens, n.generated_tokens, n.requests, n.weight, n.upto, n.whole)
      is not distinct from (t.reason, t.tenants, t.prompt_tokens, t.generated_tokens, t.requests, t.weight, t.upto, t.whole))
