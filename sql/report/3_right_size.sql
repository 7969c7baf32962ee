-- The cheaper type in the same region for the machines of a version: the cheapest that holds what it needs in nine tenths of a GPU's
-- memory, with as many GPUs as a replica has, and fast enough by its A100s that it works at most 60 % of the time, or as much as
-- now. Where none holds it, the next cheaper one stands here with a warning and without a saving. Money is of the last seven
-- whole days, GPU for GPU at the price on demand, of a mean month. Why a saving is NULL says `unknown`;
-- without a file of prices nobody asked for one that is missing.
create view report.right_size as
select model, version, provider, region_id, purchase, now_type, then_type, gpu_hours, memory_gb, then_memory_gb, memory_peak_gb,
  kv_cache_peak, need_gb, utilisation, busy_then, cost_usd_month, cost_cny_month, then_usd_month, then_cny_month,
  case when unknown is null then cost_usd_month - then_usd_month end as saving_usd_month,
  case when unknown is null then cost_cny_month - then_cny_month end as saving_cny_month,
  need_from as assumption, case when not fits then 'does_not_fit' when busy_then is null then 'speed_unknown' end as warning,
  unknown, price_from, coverage, status
from (
  select *,
    case when then_type is null then 'no_price' when cost_usd is null and cost_cny is null then 'no_cost'
      when gpu_hours is null then 'no_gpu_time' when purchase in ('reserved', 'mixed') then 'committed'
      when need_gb is null then 'no_memory' when coverage is null or coverage <= 0.9 then 'coverage'
      when fits is null then 'type_memory' when not fits then 'does_not_fit' end as unknown
  from (
    select distinct on (version_id, provider, region_id, now_type, purchase) *, round(cost_usd * month_days / 7, 12) as cost_usd_month,
      round(cost_cny * month_days / 7, 12) as cost_cny_month, round(gpu_hours * then_gpu_usd * month_days / 7, 12) as then_usd_month,
      round(gpu_hours * then_gpu_cny * month_days / 7, 12) as then_cny_month
    from (
      select n.*, n.instance_type as now_type, n.gpu_memory_gb as memory_gb, p.instance_type as then_type,
        p.gpu_memory_gb as then_memory_gb, p.gpu_usd as then_gpu_usd, p.gpu_cny as then_gpu_cny, p.price_from,
        n.need_gb <= 0.9 * p.gpu_memory_gb as fits, round(n.utilisation * pace.ratio, 6) as busy_then,
        coalesce(n.gpu_hours * p.gpu_usd < n.cost_usd, n.gpu_hours * p.gpu_cny < n.cost_cny, true)
          and ceil(p.gpus) >= ceil(coalesce(n.replica_gpus, n.gpus))
          and coalesce(n.utilisation * pace.ratio <= greatest(0.6, n.utilisation), true) as possible
      from report.machine_week n
      left join report.machine_price p
        on p.provider = n.provider and p.region_id = n.region_id and p.purchase = 'on_demand' and p.instance_type <> n.instance_type
      left join lateral (
        select case when n.gpu_model = p.gpu_model then 1 else n.a100_factor / p.a100_factor end
          * least(n.gpus, 1) / least(p.gpus, 1) as ratio
      ) pace on true
    ) types
    order by version_id, provider, region_id, now_type, purchase, possible desc nulls last,
      case when fits then 0 when fits is null then 1 else 2 end,
      case when fits then then_gpu_usd else -then_gpu_usd end, then_type
  ) chosen
  where possible or then_type is null and exists (select from fact.price)
) told
