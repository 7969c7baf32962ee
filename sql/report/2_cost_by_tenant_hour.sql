-- What each tenant's part of a version's hour cost. All rows of a version and hour are its cost in report.kpi_hour, to the last
-- digit. `other` are the tenants beyond those that are told apart, `untold` what named none, `unattributed` what no gateway saw.
create view report.cost_by_tenant_hour as
select c.hour, v.model, v.version, c.kind, c.tenant, c.reason, min(c.status) as status, max(c.tenants) as tenants,
  sum(c.prompt_tokens) as prompt_tokens, sum(c.generated_tokens) as generated_tokens, sum(c.requests) as requests,
  case when bool_and(c.cost_usd is not null) then sum(c.cost_usd) end as cost_usd,
  case when bool_and(c.cost_cny is not null) then sum(c.cost_cny) end as cost_cny
from report.gateway_cost_hour c
join fact.model_version v using (version_id)
group by c.hour, v.model, v.version, c.kind, c.tenant, c.reason
