-- The names under which registered versions may be served, in whole hours: the name that a tag gives, and what an alias of the
-- model is called: `model@alias`, `models:/model@alias`, and the model's own name where the settings say which alias that means.
-- An hour belongs to whoever was meant at its beginning, so that nothing holds before it was said.
create view fact.registry_claim as
select registry, model, version, rule, served_model, from_at,
  case when from_at = '-infinity' then from_at
    else date_bin('1 hour', from_at + interval '3599999999 microseconds', timestamptz '1970-01-01 00:00Z') end as from_hour,
  case when to_at = 'infinity' then to_at
    else date_bin('1 hour', to_at + interval '3599999999 microseconds', timestamptz '1970-01-01 00:00Z') end as to_hour
from (
  select registry, model, version, rule, name as served_model, from_at, to_at from fact.registered_name where rule = 'tag'
  union all
  select registry, model, version, rule, model || '@' || name, from_at, to_at from fact.registered_name where rule = 'alias'
  union all
  select registry, model, version, rule, 'models:/' || model || '@' || name, from_at, to_at
  from fact.registered_name where rule = 'alias'
  union all
  select n.registry, n.model, n.version, n.rule, n.model, n.from_at, n.to_at
  from fact.registered_name n
  join ops.registry_read r on r.registry = n.registry and r.served_alias = n.name
  where n.rule = 'alias'
) names
