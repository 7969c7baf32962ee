-- Rows of a gateway's hour of which the answer says otherwise than what is held. $1 load, $2 source, $3 hour
delete from fact.gateway_hour f
where hour = $3::timestamptz and source = $2::text and not exists (
  select from stage.gateway_hour s
  where s.load_id = $1::bigint and s.requested_model = f.requested_model and s.kind = f.kind and s.tenant = f.tenant
    and (s.served_model, s.tenants, s.prompt_tokens, s.generated_tokens, s.requests, s.quality, s.quality_reasons)
      is not distinct from
      (f.served_model, f.tenants, f.prompt_tokens, f.generated_tokens, f.requests, f.quality, f.quality_reasons))
