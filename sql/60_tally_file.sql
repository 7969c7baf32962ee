-- What the files hold, counted by the reader apart from the grouping. $1 load, $2 side (file or rejected), $3 the totals
insert into stage.control
  (load_id, side, window_key, billing_currency, lines, list_cost, contracted_cost, billed_cost, effective_cost)
select $1::bigint, $2::text, window_key, billing_currency, lines,
  coalesce(list_cost, 0), coalesce(contracted_cost, 0), coalesce(billed_cost, 0), coalesce(effective_cost, 0)
from jsonb_to_recordset($3::jsonb) as total(window_key bigint, billing_currency text, lines numeric,
  list_cost numeric, contracted_cost numeric, billed_cost numeric, effective_cost numeric)
