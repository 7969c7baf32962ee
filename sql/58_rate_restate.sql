-- What hours said in dollars and yuan, and say now that a rate came. A first conversion is news and no restatement, and so
-- is a rate that was provisional and turned out the same. $1 load
insert into ops.hour_restatement
  (load_id, cause, hour, resource_key, billing_period, billing_currency, part_id, billed_cost_before, billed_cost_after,
   billed_usd_before, billed_usd_after, billed_cny_before, billed_cny_after, effective_cost_before, effective_cost_after,
   effective_usd_before, effective_usd_after, effective_cny_before, effective_cny_after)
select $1::bigint, 'fx', h.hour, h.resource_key, h.billing_period, h.billing_currency, h.part_id, b.billed_cost, h.billed_cost,
  b.billed_usd, h.billed_usd, b.billed_cny, h.billed_cny, b.effective_cost, h.effective_cost,
  b.effective_usd, h.effective_usd, b.effective_cny, h.effective_cny
from stage.hour_before b
join fact.resource_hour h using (hour, resource_key, billing_period, billing_currency, part_id)
where b.load_id = $1::bigint
  and (b.billed_usd <> h.billed_usd or b.billed_cny <> h.billed_cny
    or b.effective_usd <> h.effective_usd or b.effective_cny <> h.effective_cny
    or b.billed_usd is not null and h.billed_usd is null or b.billed_cny is not null and h.billed_cny is null
    or b.effective_usd is not null and h.effective_usd is null or b.effective_cny is not null and h.effective_cny is null)
