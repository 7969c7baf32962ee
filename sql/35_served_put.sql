-- What names stand for now, where that does not stand already. $1 load
insert into fact.served_version (served_key, served_model, rule, from_hour, to_hour, registry, model, version)
select s.served_key, s.served_model, s.rule, s.from_hour, s.to_hour, s.registry, s.model, s.version
from stage.served_version s
where s.load_id = $1::bigint and not exists (
  select from fact.served_version h
  where h.served_model = s.served_model and h.rule = s.rule and h.from_hour = s.from_hour)
