-- What a resource cost in an hour: in the currency of its bill, and in dollars and yuan at the rate of its Beijing day. A
-- basis that one of its lines leaves open is NULL; without a rate `unconverted` says why there is no amount.
create view report.resource_hour as
select h.hour, r.provider, r.billing_account_id, r.sub_account_id, r.resource_id, h.billing_period, h.billing_currency,
  h.list_cost, h.contracted_cost, h.billed_cost, h.effective_cost, h.line_count, h.list_unknown as lines_without_list_cost,
  h.contracted_unknown as lines_without_contracted_cost, h.effective_unknown as lines_without_effective_cost,
  h.grain_source, h.status,
  h.list_usd, h.contracted_usd, h.billed_usd, h.effective_usd, h.list_cny, h.contracted_cny, h.billed_cny, h.effective_cny,
  h.rate_date, h.rate_source, h.rate_provisional, h.rate_cny, h.rate_units, h.rate_cny_per_usd, h.unconverted
from fact.resource_hour h
join fact.resource r using (resource_key)
