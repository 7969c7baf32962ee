-- What names no longer stand for. $1 load
delete from fact.served_version h
where not exists (
  select from stage.served_version s
  where s.load_id = $1::bigint and (s.served_model, s.rule, s.from_hour, s.to_hour, s.registry, s.model, s.version)
    = (h.served_model, h.rule, h.from_hour, h.to_hour, h.registry, h.model, h.version))
