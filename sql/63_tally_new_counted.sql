-- The same as it counts: the lines side of the law for windows that were new, by invoice. $1 load, $2 windows
insert into stage.control (load_id, side, provider, billing_account_id, billing_period, billing_currency, invoice_id, lines,
  list_cost, contracted_cost, billed_cost, effective_cost)
select $1::bigint, 'came', provider, billing_account_id, billing_period, billing_currency, invoice_id, sum(line_count),
  sum(list_known), sum(contracted_known), sum(billed_cost), sum(effective_known)
from fact.counted_line
where window_key = any($2::bigint[]) and load_id = $1::bigint
group by provider, billing_account_id, billing_period, billing_currency, invoice_id
