-- What each version's part of a resource-hour costs, on every basis, in the currency of the bill and in dollars and yuan: price
-- per GPU-millisecond cut at the 18th decimal, times the milliseconds, plus the crumbs that the cut left, dealt by running
-- sums (house.md). Shares are stored, money is worked out, so that a rate that changes moves no share. Who holds a machine
-- alone has its whole hour.
create view fact.model_cost_hour as
select hour, resource_key, share_key, billing_period, billing_currency, part_id, version_id, kind, reason, grain_source, status, gpu_ms,
  ms, whole, split_by, over,
  case when ms = whole then list_cost else div(list_cost * 1000000000000000000, whole) * 0.000000000000000001 * ms
    + (mod(list_cost * 1000000000000000000, whole)::bigint * upto / whole - mod(list_cost * 1000000000000000000, whole)::bigint * before / whole) * 0.000000000000000001 end as list_cost,
  case when ms = whole then contracted_cost else div(contracted_cost * 1000000000000000000, whole) * 0.000000000000000001 * ms
    + (mod(contracted_cost * 1000000000000000000, whole)::bigint * upto / whole - mod(contracted_cost * 1000000000000000000, whole)::bigint * before / whole) * 0.000000000000000001 end as contracted_cost,
  case when ms = whole then billed_cost else div(billed_cost * 1000000000000000000, whole) * 0.000000000000000001 * ms
    + (mod(billed_cost * 1000000000000000000, whole)::bigint * upto / whole - mod(billed_cost * 1000000000000000000, whole)::bigint * before / whole) * 0.000000000000000001 end as billed_cost,
  case when ms = whole then effective_cost else div(effective_cost * 1000000000000000000, whole) * 0.000000000000000001 * ms
    + (mod(effective_cost * 1000000000000000000, whole)::bigint * upto / whole - mod(effective_cost * 1000000000000000000, whole)::bigint * before / whole) * 0.000000000000000001 end as effective_cost,
  case when ms = whole then list_usd else div(list_usd * 1000000000000000000, whole) * 0.000000000000000001 * ms
    + (mod(list_usd * 1000000000000000000, whole)::bigint * upto / whole - mod(list_usd * 1000000000000000000, whole)::bigint * before / whole) * 0.000000000000000001 end as list_usd,
  case when ms = whole then contracted_usd else div(contracted_usd * 1000000000000000000, whole) * 0.000000000000000001 * ms
    + (mod(contracted_usd * 1000000000000000000, whole)::bigint * upto / whole - mod(contracted_usd * 1000000000000000000, whole)::bigint * before / whole) * 0.000000000000000001 end as contracted_usd,
  case when ms = whole then billed_usd else div(billed_usd * 1000000000000000000, whole) * 0.000000000000000001 * ms
    + (mod(billed_usd * 1000000000000000000, whole)::bigint * upto / whole - mod(billed_usd * 1000000000000000000, whole)::bigint * before / whole) * 0.000000000000000001 end as billed_usd,
  case when ms = whole then effective_usd else div(effective_usd * 1000000000000000000, whole) * 0.000000000000000001 * ms
    + (mod(effective_usd * 1000000000000000000, whole)::bigint * upto / whole - mod(effective_usd * 1000000000000000000, whole)::bigint * before / whole) * 0.000000000000000001 end as effective_usd,
  case when ms = whole then list_cny else div(list_cny * 1000000000000000000, whole) * 0.000000000000000001 * ms
    + (mod(list_cny * 1000000000000000000, whole)::bigint * upto / whole - mod(list_cny * 1000000000000000000, whole)::bigint * before / whole) * 0.000000000000000001 end as list_cny,
  case when ms = whole then contracted_cny else div(contracted_cny * 1000000000000000000, whole) * 0.000000000000000001 * ms
    + (mod(contracted_cny * 1000000000000000000, whole)::bigint * upto / whole - mod(contracted_cny * 1000000000000000000, whole)::bigint * before / whole) * 0.000000000000000001 end as contracted_cny,
  case when ms = whole then billed_cny else div(billed_cny * 1000000000000000000, whole) * 0.000000000000000001 * ms
    + (mod(billed_cny * 1000000000000000000, whole)::bigint * upto / whole - mod(billed_cny * 1000000000000000000, whole)::bigint * before / whole) * 0.000000000000000001 end as billed_cny,
  case when ms = whole then effective_cny else div(effective_cny * 1000000000000000000, whole) * 0.000000000000000001 * ms
    + (mod(effective_cny * 1000000000000000000, whole)::bigint * upto / whole - mod(effective_cny * 1000000000000000000, whole)::bigint * before / whole) * 0.000000000000000001 end as effective_cny
from (
  select h.*, coalesce(s.version_id, p.version_id) as version_id,
    case when p.kind <> 'split' then p.kind when s.kind is null then 'unattributed' else s.kind end as kind,
    case when p.kind <> 'split' then p.reason when s.kind is not null then s.reason
      when h.share_key <> h.resource_key then 'no_telemetry' else 'unmapped' end as reason,
    case when s.counted and h.share_key = h.resource_key then s.gpu_ms end as gpu_ms, s.split_by, coalesce(s.over, false) as over,
    coalesce(s.gpu_ms, 1) as ms, coalesce(s.upto_ms, 1) as upto, coalesce(s.upto_ms - s.gpu_ms, 0) as before,
    coalesce(s.whole_ms, 1) as whole
  from fact.resource_hour h
  join fact.part p using (part_id)
  left join fact.share_hour s on p.kind = 'split' and s.hour = h.hour and s.resource_key = h.share_key
) shares
