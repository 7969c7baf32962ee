-- What was accepted of windows that were new and went straight to their place. $1 load, $2 windows
insert into stage.control
  (load_id, side, window_key, billing_currency, lines, list_cost, contracted_cost, billed_cost, effective_cost)
select $1::bigint, 'accepted', window_key, billing_currency, sum(line_count),
  coalesce(sum(list_cost), 0), coalesce(sum(contracted_cost), 0), sum(billed_cost), coalesce(sum(effective_cost), 0)
from fact.bill_line
where load_id = $1::bigint and window_key = any($2::bigint[])
group by window_key, billing_currency
