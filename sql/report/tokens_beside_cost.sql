-- What each model's replicas did in an hour, beside what the machines cost that served it alone. A machine that several
-- models shared, or that no telemetry knows, stands without a model and with the reason; so all rows together are the bill.
-- An amount is NULL when a part of it is unknown or has no rate.
create view report.tokens_beside_cost as
select hour, model, version, reason,
  sum(prompt_tokens) as prompt_tokens, sum(cached_tokens) as cached_tokens, sum(generated_tokens) as generated_tokens,
  sum(requests) as requests, count(*) filter (where replica_hour) as replica_hours,
  count(*) filter (where replica_hour and not exact) as replica_hours_not_exact,
  count(*) filter (where not replica_hour) as resource_hours,
  case when count(billed_usd) = count(*) filter (where not replica_hour) then sum(billed_usd) end as billed_usd,
  case when count(effective_usd) = count(*) filter (where not replica_hour) then sum(effective_usd) end as effective_usd,
  case when count(billed_cny) = count(*) filter (where not replica_hour) then sum(billed_cny) end as billed_cny,
  case when count(effective_cny) = count(*) filter (where not replica_hour) then sum(effective_cny) end as effective_cny
from (
  select u.hour, coalesce(d.model, u.served_model) as model, coalesce(d.version, '') as version, null::text as reason,
    true as replica_hour, u.quality = 'exact' as exact, u.prompt_tokens, u.cached_tokens, u.generated_tokens, u.requests,
    null::numeric as billed_usd, null::numeric as effective_usd, null::numeric as billed_cny, null::numeric as effective_cny
  from fact.usage_hour u
  left join fact.deployment d
    on d.source = u.source and d.replica = u.replica and d.served_model = u.served_model
    and u.hour >= d.from_hour and u.hour < d.to_hour
  union all
  select h.hour,
    case when count(distinct (coalesce(d.model, d.served_model), d.version)) = 1 then min(coalesce(d.model, d.served_model)) end,
    case when count(distinct (coalesce(d.model, d.served_model), d.version)) = 1 then coalesce(min(d.version), '') end,
    case when count(d.replica) = 0 then 'no_telemetry'
      when count(distinct (coalesce(d.model, d.served_model), d.version)) > 1 then 'several_models' end,
    false, null, null, null, null, null, h.billed_usd, h.effective_usd, h.billed_cny, h.effective_cny
  from fact.resource_hour h
  join fact.resource r using (resource_key)
  left join fact.deployment d
    on d.resource_id = r.resource_id and (d.provider is null or d.provider = r.provider)
    and h.hour >= d.from_hour and h.hour < d.to_hour
  group by h.hour, h.resource_key, h.billing_period, h.billing_currency
) sides
group by hour, model, version, reason
