-- What gateways counted in an hour, by the model that was asked for and by tenant, and whether a version of the ledger served it.
create view report.gateway_hour as
select g.hour, g.source, g.requested_model, g.served_model, g.kind, g.tenant, g.tenants, g.prompt_tokens, g.generated_tokens,
  g.requests, g.quality, g.quality_reasons, exists (
    select from report.tenant_hour t where t.hour = g.hour and t.served_model = g.served_model and t.source = g.source) as matched,
  g.load_id, g.recorded_at
from fact.gateway_hour g
