-- What was accepted into staging. $1 load
insert into stage.control
  (load_id, side, window_key, billing_currency, lines, list_cost, contracted_cost, billed_cost, effective_cost)
select $1::bigint, 'accepted', window_key, billing_currency, sum(line_count),
  coalesce(sum(list_cost), 0), coalesce(sum(contracted_cost), 0), sum(billed_cost), coalesce(sum(effective_cost), 0)
from stage.bill_line
where load_id = $1::bigint
group by window_key, billing_currency
