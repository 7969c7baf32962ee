-- Names whose dates stand in the registry, and are other dates now: it is these that were meant from the beginning. $1 load,
-- $2 registry
update fact.registered_name h
set from_at = coalesce(s.declared_from, h.from_at), to_at = coalesce(s.declared_to, 'infinity'),
  declared_from = s.declared_from, declared_to = s.declared_to, load_id = s.load_id
from stage.registered_name s
where s.load_id = $1::bigint and h.registry = $2::text and h.is_said
  and (s.registry, s.rule, s.model, s.version, s.name) = (h.registry, h.rule, h.model, h.version, h.name)
  and (s.declared_from, s.declared_to) is distinct from (h.declared_from, h.declared_to)
