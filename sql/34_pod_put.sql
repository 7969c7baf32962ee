-- Pods of an hour as they are said now, where they differ. $1 load
insert into fact.pod_hour
  (hour, source, namespace, pod, node, provider, resource_id, present, ran_ms, gpus, gpu_ms, gpus_from, reasons, load_id)
select hour, source, namespace, pod, node, provider, resource_id, present, ran_ms, gpus, gpu_ms, gpus_from, reasons, load_id
from stage.pod_hour
where load_id = $1::bigint
order by hour, source, namespace, pod, node
on conflict do nothing
