-- Names that the registry gives now and did not before: from the date that it says; a tag of a version that was not known before,
-- from its creation; else from when it was read, for no registry dates its tags and aliases. $1 load, $2 when it was read
insert into fact.registered_name
  (registry, rule, model, version, name, from_at, to_at, declared_from, declared_to, is_said, load_id)
select s.registry, s.rule, s.model, s.version, s.name,
  coalesce(s.declared_from, case when s.rule = 'tag' then (
    select v.from_at from fact.registered_version v
    where v.registry = s.registry and v.model = s.model and v.version = s.version and v.load_id = s.load_id and not exists (
      select from fact.registered_version b
      where b.registry = v.registry and b.model = v.model and b.version = v.version and b.to_at = v.from_at)
      and v.to_at = 'infinity')
    end, $2::timestamptz),
  coalesce(s.declared_to, 'infinity'), s.declared_from, s.declared_to, true, s.load_id
from stage.registered_name s
where s.load_id = $1::bigint and not exists (
  select from fact.registered_name h
  where (h.registry, h.rule, h.model, h.version, h.name) = (s.registry, s.rule, s.model, s.version, s.name) and h.is_said)
