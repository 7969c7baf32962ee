-- Deployments of the replicas in question that are no longer derived as they stand. $1 load
delete from fact.deployment d
using (select distinct source, replica, served_model from stage.replica where load_id = $1::bigint) r
where d.source = r.source and d.replica = r.replica and d.served_model = r.served_model and not exists (
  select from stage.deployment s
  where s.load_id = $1::bigint and s.source = d.source and s.replica = d.replica and s.served_model = d.served_model
    and s.from_hour = d.from_hour
    and (s.to_hour, s.provider, s.resource_id, s.gpus, s.model, s.version, s.matched_by, s.version_by)
      is not distinct from (d.to_hour, d.provider, d.resource_id, d.gpus, d.model, d.version, d.matched_by,
        d.version_by))
