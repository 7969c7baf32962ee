-- Shares of who asked that are said now and were not. $1 load
insert into report.tenant_hour (hour, version_id, served_model, source, requested_model, kind, tenant, reason, tenants,
  prompt_tokens, generated_tokens, requests, weight, upto, whole)
select hour, version_id, served_model, source, requested_model, kind, tenant, reason, tenants,
  prompt_tokens, generated_tokens, requests, weight, upto, whole
from stage.tenant_hour
where load_id = $1::bigint
on conflict do nothing
