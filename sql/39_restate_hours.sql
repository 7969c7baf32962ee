-- What the touched hours said and say, where an amount moved. An hour without a row costs nothing; an amount that a bill
-- leaves open, or that has no rate, is NULL. $1 load, $2 cause
insert into ops.hour_restatement
  (load_id, cause, hour, resource_key, billing_period, billing_currency, part_id, billed_cost_before, billed_cost_after,
   billed_usd_before, billed_usd_after, billed_cny_before, billed_cny_after, effective_cost_before, effective_cost_after,
   effective_usd_before, effective_usd_after, effective_cny_before, effective_cny_after)
select $1::bigint, $2::text, hour, resource_key, billing_period, billing_currency, part_id,
  case when b.load_id is null then 0 else b.billed_cost end, case when a.load_id is null then 0 else a.billed_cost end,
  case when b.load_id is null then 0 else b.billed_usd end, case when a.load_id is null then 0 else a.billed_usd end,
  case when b.load_id is null then 0 else b.billed_cny end, case when a.load_id is null then 0 else a.billed_cny end,
  case when b.load_id is null then 0 else b.effective_cost end, case when a.load_id is null then 0 else a.effective_cost end,
  case when b.load_id is null then 0 else b.effective_usd end, case when a.load_id is null then 0 else a.effective_usd end,
  case when b.load_id is null then 0 else b.effective_cny end, case when a.load_id is null then 0 else a.effective_cny end
from (select * from stage.hour_before where load_id = $1::bigint) b
full join (
  select h.*, t.load_id
  from stage.touched t
  join fact.resource_hour h on h.resource_key = t.resource_key and h.hour = t.hour
  where t.load_id = $1::bigint
) a using (hour, resource_key, billing_period, billing_currency, part_id)
where (b.billed_cost, b.billed_usd, b.billed_cny, b.effective_cost, b.effective_usd, b.effective_cny)
  is distinct from (a.billed_cost, a.billed_usd, a.billed_cny, a.effective_cost, a.effective_usd, a.effective_cny)
  and (b.billed_cost, b.effective_cost, a.billed_cost, a.effective_cost) is distinct from (null, null, 0, 0)
  and (b.billed_cost, b.effective_cost, a.billed_cost, a.effective_cost) is distinct from (0, 0, null, null)
