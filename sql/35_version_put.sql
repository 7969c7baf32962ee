-- Versions as the registry has them now, where that is new: from their creation on when they were not known before, else from
-- when they were last known otherwise. $1 load, $2 when it was read
insert into fact.registered_version
  (registry, model, version, from_at, to_at, created_at, status, stage, source, run_id, tags, load_id)
select s.registry, s.model, s.version,
  least($2::timestamptz, greatest(coalesce(s.created_at, $2::timestamptz), (
    select max(h.to_at) from fact.registered_version h
    where h.registry = s.registry and h.model = s.model and h.version = s.version))),
  'infinity', s.created_at, s.status, s.stage, s.source, s.run_id, s.tags, s.load_id
from stage.registered_version s
where s.load_id = $1::bigint and not exists (
  select from fact.registered_version h
  where h.registry = s.registry and h.model = s.model and h.version = s.version and h.to_at = 'infinity')
