-- Where each pod ran in an hour and how many GPUs it held there; one that moved has a row for each node.
create view report.pod_hour as
select hour, source, namespace, pod, node, provider, resource_id, ran_ms, gpus, gpu_ms / 1000 as gpu_seconds_held, gpus_from, reasons
from fact.pod_hour
