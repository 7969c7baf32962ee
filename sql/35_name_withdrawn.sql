-- Names that were announced for later, and are taken back before. $1 load, $2 registry, $3 when it was read
delete from fact.registered_name h
where h.registry = $2::text and h.is_said and h.from_at >= $3::timestamptz and not exists (
  select from stage.registered_name s
  where s.load_id = $1::bigint and (s.registry, s.rule, s.model, s.version, s.name) = (h.registry, h.rule, h.model, h.version, h.name))
