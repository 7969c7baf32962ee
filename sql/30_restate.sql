-- What a bill said before and says now, a resource and charge period at a time. A line about hours that the window had
-- not reached yet is news and no restatement; a change of metadata alone (an invoice id appears) is neither. An amount is
-- NULL where a line leaves it open, and one that becomes known is a change. What came is known by its load id:
-- a join to stage.moved, which has neither index nor statistics, took 43 s for 16,000 changes.
-- $1 load, $2 windows, $3 for each window the end of what it had reached
insert into ops.restatement
  (load_id, window_key, resource_key, charge_period_start, charge_period_end, billing_currency, cause, lines_gone, lines_came,
   list_cost_before, list_cost_after, contracted_cost_before, contracted_cost_after,
   billed_cost_before, billed_cost_after, effective_cost_before, effective_cost_after)
select $1::bigint, window_key, resource_key, charge_period_start, charge_period_end, billing_currency, 'bill',
  coalesce(sum(line_count) filter (where side = 'gone'), 0), coalesce(sum(line_count) filter (where side = 'came'), 0),
  case when count(*) filter (where side <> 'came' and list_cost is null) = 0
    then coalesce(sum(list_cost) filter (where side <> 'came'), 0) end,
  case when count(*) filter (where side <> 'gone' and list_cost is null) = 0
    then coalesce(sum(list_cost) filter (where side <> 'gone'), 0) end,
  case when count(*) filter (where side <> 'came' and contracted_cost is null) = 0
    then coalesce(sum(contracted_cost) filter (where side <> 'came'), 0) end,
  case when count(*) filter (where side <> 'gone' and contracted_cost is null) = 0
    then coalesce(sum(contracted_cost) filter (where side <> 'gone'), 0) end,
  coalesce(sum(billed_cost) filter (where side <> 'came'), 0), coalesce(sum(billed_cost) filter (where side <> 'gone'), 0),
  case when count(*) filter (where side <> 'came' and effective_cost is null) = 0
    then coalesce(sum(effective_cost) filter (where side <> 'came'), 0) end,
  case when count(*) filter (where side <> 'gone' and effective_cost is null) = 0
    then coalesce(sum(effective_cost) filter (where side <> 'gone'), 0) end
from (
  select 'gone' as side, p.window_key, p.resource_key, p.charge_period_start, p.charge_period_end, p.billing_currency,
    p.line_count, p.list_cost, p.contracted_cost, p.billed_cost, p.effective_cost
  from fact.bill_line_past p
  where p.superseded_by = $1::bigint and p.window_key = any($2::bigint[])
  union all
  select case when l.load_id = $1::bigint then 'came' else 'stays' end, l.window_key, l.resource_key, l.charge_period_start,
    l.charge_period_end, l.billing_currency, l.line_count, l.list_cost, l.contracted_cost, l.billed_cost, l.effective_cost
  from (select distinct resource_key, charge_period_start, charge_period_end from stage.moved where load_id = $1::bigint and why = 'bill') c
  join fact.bill_line l using (resource_key, charge_period_start, charge_period_end)
  where l.window_key = any($2::bigint[])
) sides
join unnest($2::bigint[], $3::timestamptz[]) reached(window_key, until) using (window_key)
group by window_key, resource_key, charge_period_start, charge_period_end, billing_currency, until
having count(*) filter (where side <> 'stays') > 0
  and (count(*) filter (where side <> 'came') > 0 or charge_period_start < until)
  and (
    coalesce(sum(list_cost) filter (where side = 'gone'), 0), coalesce(sum(contracted_cost) filter (where side = 'gone'), 0),
    coalesce(sum(billed_cost) filter (where side = 'gone'), 0), coalesce(sum(effective_cost) filter (where side = 'gone'), 0),
    coalesce(bool_or(list_cost is null) filter (where side = 'gone'), false),
    coalesce(bool_or(contracted_cost is null) filter (where side = 'gone'), false),
    coalesce(bool_or(effective_cost is null) filter (where side = 'gone'), false)
  ) is distinct from (
    coalesce(sum(list_cost) filter (where side = 'came'), 0), coalesce(sum(contracted_cost) filter (where side = 'came'), 0),
    coalesce(sum(billed_cost) filter (where side = 'came'), 0), coalesce(sum(effective_cost) filter (where side = 'came'), 0),
    coalesce(bool_or(list_cost is null) filter (where side = 'came'), false),
    coalesce(bool_or(contracted_cost is null) filter (where side = 'came'), false),
    coalesce(bool_or(effective_cost is null) filter (where side = 'came'), false)
  )
