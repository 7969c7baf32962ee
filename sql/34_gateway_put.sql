-- Rows of a gateway's hour as they are said now, where they differ. $1 load
insert into fact.gateway_hour
  (hour, source, requested_model, kind, tenant, served_model, tenants, prompt_tokens, generated_tokens, requests, quality,
   quality_reasons, load_id)
select hour, source, requested_model, kind, tenant, served_model, tenants, prompt_tokens, generated_tokens, requests, quality,
  quality_reasons, load_id
from stage.gateway_hour
where load_id = $1::bigint
on conflict do nothing
