-- What each name that was asked for cost of a version's hour: the adapters that stand on a model, and other names for it. What no
-- gateway saw is the model's own (`requested_model` is its served model, or empty where no gateway told of it).
create view report.cost_by_requested_model_hour as
select c.hour, v.model, v.version, c.served_model, c.requested_model, min(c.status) as status,
  sum(c.prompt_tokens) as prompt_tokens, sum(c.generated_tokens) as generated_tokens, sum(c.requests) as requests,
  case when bool_and(c.cost_usd is not null) then sum(c.cost_usd) end as cost_usd,
  case when bool_and(c.cost_cny is not null) then sum(c.cost_cny) end as cost_cny,
  case when bool_and(c.cost_usd is not null) then coalesce(sum(c.cost_usd) filter (where c.kind = 'unattributed'), 0) end as unseen_usd,
  case when bool_and(c.cost_cny is not null) then coalesce(sum(c.cost_cny) filter (where c.kind = 'unattributed'), 0) end as unseen_cny
from report.gateway_cost_hour c
join fact.model_version v using (version_id)
group by c.hour, v.model, v.version, c.served_model, c.requested_model
