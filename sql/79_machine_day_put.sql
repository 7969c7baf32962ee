-- What each version's machines cost in days of the business time zone, by what they are and how they are bought. A charge beside a
-- machine (its disk, its traffic) goes with it. Sums that hold an unknown are unknown. Prices are worked out once an hour of a
-- resource, as 73_price does, and shares are added up by their machine before they meet what it is. $1 days, $2 time zone
insert into report.machine_day
  (version_id, provider, region_id, instance_type, purchase, day, effective_usd, effective_cny, gpu_seconds)
select h.version_id, r.provider, coalesce(k.region_id, ''), coalesce(k.instance_type, ''), coalesce(k.purchase, ''), h.day,
  case when sum(usd_known) = sum(paid) then coalesce(sum(usd_units), 0) * 0.000000000000000001 end,
  case when sum(cny_known) = sum(paid) then coalesce(sum(cny_units), 0) * 0.000000000000000001 end,
  case when sum(ms_known) = sum(held) then coalesce(sum(gpu_ms), 0) / 1000 end
from (
  select day, share_key as resource_key, version_id, count(*) as paid, count(usd) as usd_known, count(cny) as cny_known, 0 as held, 0 as ms_known,
    sum(usd * ms) + sum(usd_left * upto / whole - usd_left * (upto - ms) / whole) as usd_units,
    sum(cny * ms) + sum(cny_left * upto / whole - cny_left * (upto - ms) / whole) as cny_units, null::numeric as gpu_ms
  from (
    select p.day, p.share_key, coalesce(s.version_id, p.version_id) as version_id, p.usd, p.usd_left, p.cny, p.cny_left, p.whole::bigint as whole,
      coalesce(s.gpu_ms, 1) as ms, coalesce(s.upto_ms, 1) as upto
    from (
      select day, hour, share_key, kind, version_id, whole, div(usd_units, whole) as usd, mod(usd_units, whole)::bigint as usd_left,
        div(cny_units, whole) as cny, mod(cny_units, whole)::bigint as cny_left
      from (
        select d.day, h.hour, h.share_key, p.kind, p.version_id, 1000000000000000000 * h.effective_usd as usd_units,
          1000000000000000000 * h.effective_cny as cny_units, case p.kind when 'split' then coalesce((
            select s.whole_ms from fact.share_hour s where s.hour = h.hour and s.resource_key = h.share_key limit 1), 1) else 1 end::numeric as whole
        from unnest($1::date[]) as d(day)
        join fact.resource_hour h
          on h.hour >= d.day::timestamp at time zone $2::text and h.hour < (d.day + 1)::timestamp at time zone $2::text
        join fact.part p using (part_id)
        where p.kind = 'split' or p.version_id <> 0
        offset 0 -- one look at the shares
      ) units
      offset 0 -- one division for price and crumbs
    ) p
    left join fact.share_hour s on p.kind = 'split' and s.hour = p.hour and s.resource_key = p.share_key
  ) priced
  where version_id <> 0
  group by day, share_key, version_id
  union all
  select d.day, s.resource_key, s.version_id, 0, 0, 0, count(*), count(s.gpu_ms) filter (where s.counted), null, null,
    sum(s.gpu_ms) filter (where s.counted)
  from unnest($1::date[]) as d(day)
  join fact.share_hour s
    on s.hour >= d.day::timestamp at time zone $2::text and s.hour < (d.day + 1)::timestamp at time zone $2::text
  where s.split_by <> 'last_day' and s.version_id <> 0
  group by d.day, s.resource_key, s.version_id
) h
join fact.resource r using (resource_key)
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
) k using (resource_key)
group by h.version_id, r.provider, coalesce(k.region_id, ''), coalesce(k.instance_type, ''), coalesce(k.purchase, ''), h.day
