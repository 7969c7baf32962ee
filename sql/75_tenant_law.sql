-- The law: what those who asked pay of a version's hour is its cost, to the last digit, and what they asked for is what gateways
-- counted. $1 load, $2 from and $3 to: the hours of a view are found by their range. Healthy means empty.
select hour, version_id, requested_model, tenant, sum(cost_usd) as cost_usd, sum(cost_cny) as cost_cny,
  sum(prompt_tokens) as prompt_tokens, sum(generated_tokens) as generated_tokens, sum(requests) as requests
from (
  select c.hour, c.version_id, '' as requested_model, '' as tenant, coalesce(c.cost_usd, 0) as cost_usd,
    coalesce(c.cost_cny, 0) as cost_cny, 0::numeric as prompt_tokens, 0::numeric as generated_tokens, 0::numeric as requests
  from stage.rolled r
  join report.gateway_cost_hour c using (hour)
  where r.load_id = $1::bigint and c.hour >= $2::timestamptz and c.hour < $3::timestamptz
  union all
  select k.hour, k.version_id, '', '', -coalesce(k.cost_usd, 0), -coalesce(k.cost_cny, 0), 0, 0, 0
  from (
    select m.hour, m.version_id, case when bool_and(m.effective_usd is not null) then sum(m.effective_usd) end as cost_usd,
      case when bool_and(m.effective_cny is not null) then sum(m.effective_cny) end as cost_cny
    from stage.rolled r
    join report.model_hour m using (hour)
    where r.load_id = $1::bigint and m.hour >= $2::timestamptz and m.hour < $3::timestamptz and m.version_id <> 0
      and m.reason in ('', 'named')
    group by m.hour, m.version_id
  ) k
  union all
  select t.hour, null, t.source || ' ' || t.requested_model, t.kind || ' ' || t.tenant, 0, 0, t.prompt_tokens, t.generated_tokens, t.requests
  from stage.rolled r
  join report.tenant_hour t using (hour)
  where r.load_id = $1::bigint and t.kind <> 'unattributed'
  union all
  select g.hour, null, g.source || ' ' || g.requested_model, g.kind || ' ' || g.tenant, 0, 0, -g.prompt_tokens, -g.generated_tokens, -g.requests
  from stage.rolled r
  join fact.gateway_hour g using (hour)
  where r.load_id = $1::bigint and exists (
    select from stage.asked_version a where a.load_id = $1::bigint and a.hour = g.hour and a.served_model = g.served_model)
) both_sides
group by hour, version_id, requested_model, tenant
having sum(cost_usd) <> 0 or sum(cost_cny) <> 0 or sum(prompt_tokens) <> 0 or sum(generated_tokens) <> 0 or sum(requests) <> 0
limit 20
