-- What machines on demand would cost at the price of spot: those that may be interrupted at any time. Of a mean month like the last
-- seven whole days. Why a saving is NULL says `unknown`; where spot costs more there is no row.
create view report.spot as
select model, version, provider, region_id, instance_type, gpu_hours, cost_usd_month, cost_cny_month, then_usd_month, then_cny_month,
  case when unknown is null then cost_usd_month - then_usd_month end as saving_usd_month,
  case when unknown is null then cost_cny_month - then_cny_month end as saving_cny_month,
  'may_be_interrupted' as assumption, unknown, price_from, coverage, status
from (
  select n.*, p.price_from, round(n.cost_usd * n.month_days / 7, 12) as cost_usd_month, round(n.cost_cny * n.month_days / 7, 12) as cost_cny_month,
    round(n.gpu_hours * p.gpu_usd * n.month_days / 7, 12) as then_usd_month,
    round(n.gpu_hours * p.gpu_cny * n.month_days / 7, 12) as then_cny_month,
    case when p.provider is null then 'no_price' when n.cost_usd is null and n.cost_cny is null then 'no_cost'
      when n.gpu_hours is null then 'no_gpu_time' end as unknown
  from report.machine_week n
  left join report.machine_price p
    on p.provider = n.provider and p.region_id = n.region_id and p.instance_type = n.instance_type and p.purchase = 'spot'
  where n.purchase = 'on_demand' and (p.provider is not null or exists (select from fact.price))
) priced
where unknown is not null or coalesce(then_usd_month < cost_usd_month, then_cny_month < cost_cny_month)
