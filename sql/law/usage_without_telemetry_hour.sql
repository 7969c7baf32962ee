-- Usage, latency, GPUs, pods, gateways or checkpoints of an hour that was never read. Healthy means empty.
create view law.usage_without_telemetry_hour as
select kept.what, kept.source, kept.hour
from (
  select distinct 'usage' as what, source, hour from fact.usage_hour
  union all select distinct 'latency', source, hour from fact.latency_bucket_hour
  union all select distinct 'gpus', source, hour from fact.gpu_hour
  union all select distinct 'pods', source, hour from fact.pod_hour
  union all select distinct 'gateway', source, hour from fact.gateway_hour
  union all select distinct 'checkpoint', source, hour from ops.series_checkpoint
) kept
left join ops.telemetry_hour t using (source, hour)
where t.hour is null
