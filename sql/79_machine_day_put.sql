-- What each version's machines cost in days of the business time zone, by what they are and how they are bought. A charge beside a
-- machine (its disk, its traffic) goes with it. Sums that hold an unknown are unknown. $1 days, $2 time zone
insert into report.machine_day
  (version_id, provider, region_id, instance_type, purchase, day, effective_usd, effective_cny, gpu_seconds)
select version_id, provider, region_id, instance_type, purchase, day,
  case when count(effective_usd) = count(*) filter (where paid) then coalesce(sum(effective_usd), 0) end,
  case when count(effective_cny) = count(*) filter (where paid) then coalesce(sum(effective_cny), 0) end,
  case when count(gpu_ms) = count(*) filter (where held) then coalesce(sum(gpu_ms), 0) / 1000 end
from (
  select d.day, h.version_id, r.provider, coalesce(k.region_id, '') as region_id, coalesce(k.instance_type, '') as instance_type,
    coalesce(k.purchase, '') as purchase, h.effective_usd, h.effective_cny, h.gpu_ms, h.paid, h.held
  from unnest($1::date[]) as d(day)
  cross join lateral (
    select share_key as resource_key, version_id, effective_usd, effective_cny, null::bigint as gpu_ms, true as paid, false as held
    from fact.model_cost_hour
    where hour >= d.day::timestamp at time zone $2::text and hour < (d.day + 1)::timestamp at time zone $2::text
    union all
    select resource_key, version_id, null, null, case when counted then gpu_ms end, false, true
    from fact.share_hour
    where split_by <> 'last_day' and hour >= d.day::timestamp at time zone $2::text and hour < (d.day + 1)::timestamp at time zone $2::text
  ) h
  join fact.resource r on r.resource_key = h.resource_key
  left join (
    select resource_key, min(instance_type) as instance_type, min(coalesce(region_id, '')) as region_id,
      case when min(purchase) = max(purchase) then min(purchase) else 'mixed' end as purchase
    from (
      select resource_key, instance_type, region_id,
        case when charge_category = 'Purchase' or pricing_category = 'Committed' or commitment_discount_id is not null then 'reserved'
          when pricing_category = 'Dynamic' then 'spot' when pricing_category = 'Standard' then 'on_demand' else '' end as purchase
      from fact.line_class
      where instance_type is not null and gpus is distinct from 0
    ) machines
    group by resource_key
    having min(instance_type) = max(instance_type)
  ) k on k.resource_key = h.resource_key
  where h.version_id <> 0
) days
group by version_id, provider, region_id, instance_type, purchase, day
