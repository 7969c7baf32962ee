-- What each resource cost in a billing period, from its hours. `none:<service>` is what a service charged for no resource.
-- Dollars and yuan are sums of converted hours; a sum that contains an unknown is NULL and says how many hours are.
create view report.cost_by_resource as
select r.provider, r.billing_account_id, r.sub_account_id, r.resource_id, h.billing_period, h.billing_currency,
  count(distinct h.hour) as hours, min(h.hour) as first_hour, max(h.hour) as last_hour, sum(h.line_count) as line_count,
  case when sum(h.list_unknown) = 0 then sum(h.list_known) end as list_cost,
  case when sum(h.contracted_unknown) = 0 then sum(h.contracted_known) end as contracted_cost,
  sum(h.billed_cost) as billed_cost,
  case when sum(h.effective_unknown) = 0 then sum(h.effective_known) end as effective_cost,
  case when bool_and(h.status = 'final') then 'final' else 'preliminary' end as status,
  case when count(h.list_usd) = count(*) then sum(h.list_usd) end as list_usd,
  case when count(h.billed_usd) = count(*) then sum(h.billed_usd) end as billed_usd,
  case when count(h.effective_usd) = count(*) then sum(h.effective_usd) end as effective_usd,
  case when count(h.list_cny) = count(*) then sum(h.list_cny) end as list_cny,
  case when count(h.billed_cny) = count(*) then sum(h.billed_cny) end as billed_cny,
  case when count(h.effective_cny) = count(*) then sum(h.effective_cny) end as effective_cny,
  count(distinct h.hour) filter (where h.unconverted is not null) as hours_without_rate,
  count(distinct h.hour) filter (where h.rate_provisional) as hours_at_provisional_rate
from fact.resource_hour h
join fact.resource r using (resource_key)
group by r.provider, r.billing_account_id, r.sub_account_id, r.resource_id, h.billing_period, h.billing_currency
