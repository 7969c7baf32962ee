-- Deployments as they are derived now, those that do not stand already. $1 load
insert into fact.deployment
  (deployment_key, source, replica, served_model, from_hour, to_hour, provider, resource_id, gpus, model, version, matched_by,
   version_by)
select s.deployment_key, s.source, s.replica, s.served_model, s.from_hour, s.to_hour, s.provider, s.resource_id, s.gpus,
  s.model, s.version, s.matched_by, s.version_by
from stage.deployment s
where s.load_id = $1::bigint and not exists (
  select from fact.deployment d
  where d.source = s.source and d.replica = s.replica and d.served_model = s.served_model and d.from_hour = s.from_hour)
