-- Levers worked out anew, which takes a while; read report.lever. Their money is of a mean month like the last seven whole days: what it costs now and then, what that saves, on which
-- assumption, and why a saving is not known. Levers of one version overlap: `counted` are the rows of the one that saves
-- most of each version, so that their sum counts no money twice.
create view report.lever_live as
select lever, model, version, provider, region_id, now_is, then_is, figure, cost_usd_month, cost_cny_month, then_usd_month, then_cny_month,
  saving_usd_month, saving_cny_month, assumption, warning, unknown, price_from, coverage, status,
  lever = first_value(lever) over (partition by model, version order by lever_usd desc nulls last, lever_cny desc nulls last, lever) as counted
from (
  select *, sum(saving_usd_month) over (partition by model, version, lever) as lever_usd,
    sum(saving_cny_month) over (partition by model, version, lever) as lever_cny
  from (
    select 'prune' as lever, model, version, providers as provider, null as region_id, null as now_is, null as then_is, coverage as figure,
      saving_usd_month as cost_usd_month, saving_cny_month as cost_cny_month, 0.0 as then_usd_month, 0.0 as then_cny_month, saving_usd_month,
      saving_cny_month, 'nobody_needs_it' as assumption, null as warning,
      case when saving_usd_month is null and saving_cny_month is null then 'no_cost' end as unknown, null as price_from, coverage, status
    from report.prune_list
    union all
    select 'shrink', model, version, providers, null, null, null, utilisation, round(cost_usd * month_days / 7, 12), round(cost_cny * month_days / 7, 12),
      round(cost_usd * month_days / 7, 12) - saving_usd_month, round(cost_cny * month_days / 7, 12) - saving_cny_month, saving_usd_month,
      saving_cny_month, 'works_60_percent', null, case when cost_usd is null and cost_cny is null then 'no_cost' end, null, coverage, status
    from report.low_utilisation
    cross join report.calendar
    union all
    select 'right_size', model, version, provider, region_id, now_type, then_type, need_gb, cost_usd_month, cost_cny_month, then_usd_month,
      then_cny_month, saving_usd_month, saving_cny_month, assumption, warning, unknown, price_from, coverage, status
    from report.right_size
    union all
    select 'batch', model, version, providers, null, null, null, batch_efficiency, cost_usd_month, cost_cny_month, then_usd_month,
      then_cny_month, saving_usd_month, saving_cny_month, assumption, null, unknown, null, coverage, status
    from report.batching
    union all
    select 'quantisation', model, version, provider, null, quantisation, sibling, usd_per_1m_tokens, cost_usd_month, cost_cny_month,
      then_usd_month, then_cny_month, saving_usd_month, saving_cny_month, assumption, null, unknown, null, coverage, status
    from report.quantisation
    union all
    select 'spot', model, version, provider, region_id, instance_type, 'spot', null, cost_usd_month, cost_cny_month, then_usd_month,
      then_cny_month, saving_usd_month, saving_cny_month, assumption, null, unknown, price_from, coverage, status
    from report.spot
    union all
    select 'token_price', model, version, provider, null, null, seller, null, cost_usd_month, cost_cny_month, then_usd_month, then_cny_month,
      saving_usd_month, saving_cny_month, assumption, null, unknown, 'file', coverage, status
    from report.token_price
    where unknown is not null or coalesce(saving_usd_month, saving_cny_month) > 0
    union all
    select 'cold_idle', null, null, provider, null, null, null, null, saving_usd_month, saving_cny_month, 0, 0, saving_usd_month,
      saving_cny_month, 'they_are_stopped', null, case when saving_usd_month is null and saving_cny_month is null then 'no_cost' end, null,
      null, status
    from report.cold_idle
  ) levers
) summed
