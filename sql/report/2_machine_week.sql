-- What each version's machines of one type cost in the last seven whole days, and what it needs of a GPU in GiB: where registry or
-- name say how large its weights are, these (over the GPUs of a replica) and of the rest that was taken as much as its KV cache
-- filled at most, for engines reserve memory that they do not use; else the most that was taken. NULL: nobody tells.
create view report.machine_week as
select version_id, model, version, provider, region_id, instance_type, purchase, gpus, gpu_model, gpu_memory_gb, a100_factor,
  gpu_seconds / 3600 / least(gpus, 1) as gpu_hours, replica_gpus, memory_peak_gb, kv_cache_peak,
  case when weight_gb <= memory_peak_gb and kv_cache_peak is not null then round(weight_gb + kv_cache_peak * (memory_peak_gb - weight_gb), 6)
    else memory_peak_gb end as need_gb,
  case when weight_gb <= memory_peak_gb and kv_cache_peak is not null then 'weights_and_cache_fit'
    else 'peak_memory_fits' end as need_from,
  utilisation, cost_usd, cost_cny, coverage, status, month_days
from (
  select d.version_id, w.model, w.version, d.provider, d.region_id, d.instance_type, d.purchase, t.gpus, t.gpu_model, t.gpu_memory_gb,
    t.a100_factor, d.gpu_seconds, d.cost_usd, d.cost_cny, need.replica_gpus, need.kv_cache_peak,
    round(need.memory_peak_bytes / 1073741824.0, 6) as memory_peak_gb,
    round(h.weight_bytes / need.replica_gpus / 1073741824, 6) as weight_gb, w.utilisation, w.coverage, w.status, w.month_days
  from (
    select d.version_id, d.provider, d.region_id, d.instance_type, d.purchase, c.today,
      case when count(d.gpu_seconds) = count(*) then sum(d.gpu_seconds) end as gpu_seconds,
      case when count(d.effective_usd) = count(*) then sum(d.effective_usd) end as cost_usd,
      case when count(d.effective_cny) = count(*) then sum(d.effective_cny) end as cost_cny
    from report.calendar c
    join report.machine_day d on d.day >= c.today - 7 and d.day < c.today
    where d.instance_type <> ''
    group by d.version_id, d.provider, d.region_id, d.instance_type, d.purchase, c.today
  ) d
  join report.version_week w on w.version_id = d.version_id and w.provider = d.provider
  join fact.instance_type t
    on t.provider = d.provider and t.instance_type = d.instance_type and t.from_day <= d.today and t.to_day > d.today and t.gpus > 0
  left join fact.version_hint h on h.version_id = d.version_id
  cross join lateral (
    select max(m.memory_peak_bytes) as memory_peak_bytes, max(m.kv_cache_peak) as kv_cache_peak, max(m.replica_gpus) as replica_gpus
    from report.memory_day m
    where m.version_id = d.version_id and m.day >= d.today - 7 and m.day < d.today
  ) need
) week
