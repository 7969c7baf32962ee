-- What a gateway said of an hour before and says now, where tokens or requests differ. Only for hours that were read before.
-- $1 load, $2 source, $3 hour
insert into ops.gateway_restatement
  (load_id, hour, source, requested_model, kind, tenant, prompt_tokens_before, prompt_tokens_after, generated_tokens_before,
   generated_tokens_after, requests_before, requests_after)
select $1::bigint, $3::timestamptz, $2::text, requested_model, kind, tenant, held.prompt_tokens, said.prompt_tokens,
  held.generated_tokens, said.generated_tokens, held.requests, said.requests
from (
  select requested_model, kind, tenant, prompt_tokens, generated_tokens, requests
  from fact.gateway_hour
  where hour = $3::timestamptz and source = $2::text
) held
full join (
  select requested_model, kind, tenant, prompt_tokens, generated_tokens, requests
  from stage.gateway_hour
  where load_id = $1::bigint
) said using (requested_model, kind, tenant)
where (held.prompt_tokens, held.generated_tokens, held.requests)
  is distinct from (said.prompt_tokens, said.generated_tokens, said.requests)
