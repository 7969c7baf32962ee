-- Names that the registry no longer gives end when it was read, or at their own end before. $1 load, $2 registry, $3 when it was
-- read
update fact.registered_name h
set to_at = least(h.to_at, $3::timestamptz), is_said = false
where h.registry = $2::text and h.is_said and not exists (
  select from stage.registered_name s
  where s.load_id = $1::bigint and (s.registry, s.rule, s.model, s.version, s.name) = (h.registry, h.rule, h.model, h.version, h.name))
