-- Versions that the registry no longer has, or of which it says something else now, end when it was read. $1 load, $2 registry,
-- $3 when it was read
update fact.registered_version h
set to_at = $3::timestamptz
where h.registry = $2::text and h.to_at = 'infinity' and not exists (
  select from stage.registered_version s
  where s.load_id = $1::bigint and s.registry = h.registry and s.model = h.model and s.version = h.version
    and (s.created_at, s.status, s.stage, s.source, s.run_id, s.tags)
      is not distinct from (h.created_at, h.status, h.stage, h.source, h.run_id, h.tags))
