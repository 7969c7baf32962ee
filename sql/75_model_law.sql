-- The law: the shares of the hours in question add up to their resource-hours, to the last digit, in dollars and in yuan.
-- $1 load. Healthy means empty.
select hour, sum(list_usd) as list_usd, sum(billed_usd) as billed_usd, sum(effective_usd) as effective_usd,
  sum(list_cny) as list_cny, sum(billed_cny) as billed_cny, sum(effective_cny) as effective_cny
from (
  select hour, list_usd, billed_usd, effective_usd, list_cny, billed_cny, effective_cny
  from stage.model_hour
  where load_id = $1::bigint
  union all
  select h.hour, -coalesce(h.list_usd, 0), -coalesce(h.billed_usd, 0), -coalesce(h.effective_usd, 0), -coalesce(h.list_cny, 0),
    -coalesce(h.billed_cny, 0), -coalesce(h.effective_cny, 0)
  from fact.resource_hour h
  where h.hour in (select hour from stage.rolled where load_id = $1::bigint)
) both_sides
group by hour
having (sum(list_usd), sum(billed_usd), sum(effective_usd), sum(list_cny), sum(billed_cny), sum(effective_cny))
  is distinct from (0, 0, 0, 0, 0, 0)
limit 20
