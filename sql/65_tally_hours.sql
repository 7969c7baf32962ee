-- The hours side of the law: what the touched hours said before they were folded again, and what they say after.
-- $1 load, $2 side (before or after)
insert into stage.control (load_id, side, provider, billing_account_id, billing_period, billing_currency, lines,
  list_cost, contracted_cost, billed_cost, effective_cost)
select $1::bigint, $2::text, r.provider, r.billing_account_id, h.billing_period, h.billing_currency, sum(h.line_count),
  sum(h.list_known), sum(h.contracted_known), sum(h.billed_cost), sum(h.effective_known)
from stage.touched t
join fact.resource_hour h on h.resource_key = t.resource_key and h.hour = t.hour
join fact.resource r on r.resource_key = t.resource_key
where t.load_id = $1::bigint
group by r.provider, r.billing_account_id, h.billing_period, h.billing_currency
