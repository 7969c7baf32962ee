-- What a GPU-millisecond of each resource-hour costs in the hours to report, in whole units of the 18th decimal, and how many of
-- these the division left over: less than there are milliseconds, so that crumbs are dealt in integers. What is not split has
-- one part. In the currency of the bill the amounts are what its lines say, with what they leave open beside them. $1 load
insert into stage.price
  (load_id, hour, resource_key, share_key, resource_id, provider, billing_account_id, region_id, billing_period, billing_currency,
   status, kind, reason, version_id, main, works, provisional, list_open, contracted_open, effective_open, gpu_ms, a100_per_gpu, whole_ms,
   list_cost, contracted_cost, billed_cost, effective_cost, list_usd, billed_usd,
   effective_usd, list_cny, billed_cny, effective_cny,
   list_cost_left, contracted_cost_left, billed_cost_left, effective_cost_left, list_usd_left,
   billed_usd_left, effective_usd_left, list_cny_left, billed_cny_left, effective_cny_left)
select $1::bigint, hour, resource_key, share_key, resource_id, provider, billing_account_id, region_id, billing_period,
  billing_currency, status, kind, reason, version_id, share_key = resource_key and place = 1, kind = 'split' and share_key = resource_key and works = 1,
  coalesce(rate_provisional, false), list_unknown > 0, contracted_unknown > 0, effective_unknown > 0, 1000 * gpu_known, a100_known / nullif(case when a100_unknown = 0 then gpu_known end, 0), whole,
  div(list_known_units, whole), div(contracted_known_units, whole), div(billed_cost_units, whole), div(effective_known_units, whole),
  div(list_usd_units, whole), div(billed_usd_units, whole), div(effective_usd_units, whole),
  div(list_cny_units, whole), div(billed_cny_units, whole), div(effective_cny_units, whole),
  mod(list_known_units, whole), mod(contracted_known_units, whole), mod(billed_cost_units, whole), mod(effective_known_units, whole),
  mod(list_usd_units, whole), mod(billed_usd_units, whole), mod(effective_usd_units, whole),
  mod(list_cny_units, whole), mod(billed_cny_units, whole), mod(effective_cny_units, whole)
from (
  select *, 1000000000000000000 * list_known as list_known_units, 1000000000000000000 * contracted_known as contracted_known_units, 1000000000000000000 * billed_cost as billed_cost_units,
    1000000000000000000 * effective_known as effective_known_units, 1000000000000000000 * list_usd as list_usd_units, 1000000000000000000 * billed_usd as billed_usd_units,
    1000000000000000000 * effective_usd as effective_usd_units, 1000000000000000000 * list_cny as list_cny_units, 1000000000000000000 * billed_cny as billed_cny_units,
    1000000000000000000 * effective_cny as effective_cny_units
  from (
    select h.*, r.resource_id, r.provider, r.billing_account_id, p.region_id, p.kind, p.reason, p.version_id,
      row_number() over (partition by h.hour, h.resource_key
        order by h.share_key <> h.resource_key, h.gpu_known desc, h.billing_period, h.billing_currency, h.part_id) as place,
      row_number() over (partition by h.hour, r.resource_id
        order by p.kind <> 'split', h.share_key <> h.resource_key, h.gpu_known desc, h.resource_key, h.billing_period, h.billing_currency, h.part_id) as works,
      case p.kind when 'split' then coalesce((
        select s.whole_ms from fact.share_hour s where s.hour = h.hour and s.resource_key = h.share_key limit 1), 1) else 1 end::numeric as whole
    from fact.resource_hour h
    join fact.resource r using (resource_key)
    join fact.part p using (part_id)
    where h.hour in (select hour from stage.rolled where load_id = $1::bigint)
  ) hours
  offset 0 -- one conversion for price and crumbs
) units
