-- What each account's hours went to, by billing period and currency. The shares of one kind lie side by side in a resource-hour,
-- so that their sum is one price, one number of milliseconds and one pair of crumbs. $1 load, $2 from and $3 to: so many hours at once
-- as are sorted in memory
insert into stage.account_hour
  (load_id, provider, billing_account_id, billing_period, billing_currency, kind, reason, hour,
   list_known, contracted_known, billed_cost, effective_known, billed_usd, effective_usd, billed_cny, effective_cny,
   list_unknown, contracted_unknown, effective_unknown, unconverted_usd, unconverted_cny)
select $1::bigint, provider, billing_account_id, billing_period, billing_currency, went, why, hour,
  0.000000000000000001 * coalesce(sum(list_cost * times) + sum(list_cost_left * upto / whole_ms - list_cost_left * before / whole_ms), 0),
  0.000000000000000001 * coalesce(sum(contracted_cost * times) + sum(contracted_cost_left * upto / whole_ms - contracted_cost_left * before / whole_ms), 0),
  0.000000000000000001 * coalesce(sum(billed_cost * times) + sum(billed_cost_left * upto / whole_ms - billed_cost_left * before / whole_ms), 0),
  0.000000000000000001 * coalesce(sum(effective_cost * times) + sum(effective_cost_left * upto / whole_ms - effective_cost_left * before / whole_ms), 0),
  0.000000000000000001 * coalesce(sum(billed_usd * times) + sum(billed_usd_left * upto / whole_ms - billed_usd_left * before / whole_ms), 0),
  0.000000000000000001 * coalesce(sum(effective_usd * times) + sum(effective_usd_left * upto / whole_ms - effective_usd_left * before / whole_ms), 0),
  0.000000000000000001 * coalesce(sum(billed_cny * times) + sum(billed_cny_left * upto / whole_ms - billed_cny_left * before / whole_ms), 0),
  0.000000000000000001 * coalesce(sum(effective_cny * times) + sum(effective_cny_left * upto / whole_ms - effective_cny_left * before / whole_ms), 0),
  count(*) filter (where list_open), count(*) filter (where contracted_open),
  count(*) filter (where effective_open), count(*) filter (where billed_usd is null),
  count(*) filter (where billed_cny is null)
from (
  select p.*, case when p.kind <> 'split' then p.kind when s.kind is null then 'unattributed' else s.kind end as went,
    case when p.kind <> 'split' then p.reason when s.kind is not null then s.reason
      when p.share_key <> p.resource_key then 'no_telemetry' else 'unmapped' end as why,
    coalesce(s.ms, 1)::numeric as times, coalesce(s.upto, 1) as upto, coalesce(s.before, 0) as before
  from stage.price p
  left join lateral (
    select s.kind, s.reason, sum(s.gpu_ms)::bigint as ms, max(s.upto_ms) as upto, min(s.upto_ms - s.gpu_ms) as before
    from fact.share_hour s
    where p.kind = 'split' and s.hour = p.hour and s.resource_key = p.share_key
    group by s.kind, s.reason
  ) s on true
  where p.load_id = $1::bigint and p.hour >= $2::timestamptz and p.hour < $3::timestamptz
  offset 0 -- one conversion for all ten amounts
) hours
group by hour, provider, billing_account_id, billing_period, billing_currency, went, why
