-- What gateways told of an hour before and say now.
create view report.gateway_restatement as
select recorded_at, load_id, hour, source, requested_model, kind, tenant, prompt_tokens_before, prompt_tokens_after,
  generated_tokens_before, generated_tokens_after, requests_before, requests_after
from ops.gateway_restatement
