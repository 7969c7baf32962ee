-- Pods of an hour of which the answer says otherwise than what is held. $1 load, $2 source, $3 hour
delete from fact.pod_hour f
where hour = $3::timestamptz and source = $2::text and not exists (
  select from stage.pod_hour s
  where s.load_id = $1::bigint and s.namespace = f.namespace and s.pod = f.pod and s.node = f.node
    and (s.provider, s.resource_id, s.present, s.gpus, s.gpu_ms, s.gpus_from, s.reasons)
      is not distinct from (f.provider, f.resource_id, f.present, f.gpus, f.gpu_ms, f.gpus_from, f.reasons))
