-- What each version's hour cost (effective; serving and warm idle, and what the bill names for it), shared by who asked: by the
-- model that was asked for and by tenant. Running sums of whole units of the 18th decimal, the part that no gateway saw last, so
-- that the parts are the version's hour to the last digit. An hour of a version of which no gateway told is one part,
-- `unattributed`: it did nothing (`idle`), or what it did came by no gateway (`no_gateway`).
create view report.gateway_cost_hour as
select m.hour, m.version_id, m.status, coalesce(t.served_model, '') as served_model, coalesce(t.source, '') as source,
  coalesce(t.requested_model, '') as requested_model, coalesce(t.kind, 'unattributed') as kind, coalesce(t.tenant, '') as tenant,
  coalesce(t.reason, case when m.tokens = 0 then 'idle' else 'no_gateway' end) as reason, coalesce(t.tenants, 0) as tenants,
  t.prompt_tokens, t.generated_tokens, t.requests,
  case when t.whole is null then m.cost_usd else (div(m.cost_usd * 1000000000000000000 * t.upto, t.whole)
    - div(m.cost_usd * 1000000000000000000 * (t.upto - t.weight), t.whole)) * 0.000000000000000001 end as cost_usd,
  case when t.whole is null then m.cost_cny else (div(m.cost_cny * 1000000000000000000 * t.upto, t.whole)
    - div(m.cost_cny * 1000000000000000000 * (t.upto - t.weight), t.whole)) * 0.000000000000000001 end as cost_cny
from (
  select hour, version_id,
    (array['estimated', 'preliminary', 'final'])[min(array_position(array['estimated', 'preliminary', 'final'], status))] as status,
    case when bool_and(effective_usd is not null) then sum(effective_usd) end as cost_usd,
    case when bool_and(effective_cny is not null) then sum(effective_cny) end as cost_cny,
    sum(prompt_tokens + generated_tokens) as tokens
  from report.model_hour
  where version_id <> 0 and reason in ('', 'named')
  group by hour, version_id
) m
left join report.tenant_hour t using (hour, version_id)
