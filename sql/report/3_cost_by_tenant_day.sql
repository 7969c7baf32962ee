-- The same by day of the business time zone. A cost of which an hour is unknown is unknown.
create view report.cost_by_tenant_day as
select (t.hour at time zone c.business_time_zone)::date as day, t.model, t.version, t.kind, t.tenant, t.reason,
  (array['estimated', 'preliminary', 'final'])[min(array_position(array['estimated', 'preliminary', 'final'], t.status))] as status,
  max(t.tenants) as tenants, sum(t.prompt_tokens) as prompt_tokens, sum(t.generated_tokens) as generated_tokens,
  sum(t.requests) as requests,
  case when bool_and(t.cost_usd is not null) then sum(t.cost_usd) end as cost_usd,
  case when bool_and(t.cost_cny is not null) then sum(t.cost_cny) end as cost_cny
from report.cost_by_tenant_hour t
cross join report.calendar c
group by 1, 2, 3, 4, 5, 6
