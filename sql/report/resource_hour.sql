-- What a resource cost in an hour, in the currency of its bill. A basis that one of its lines leaves open is NULL.
create view report.resource_hour as
select h.hour, r.provider, r.billing_account_id, r.sub_account_id, r.resource_id, h.billing_period, h.billing_currency,
  h.list_cost, h.contracted_cost, h.billed_cost, h.effective_cost, h.line_count, h.list_unknown as lines_without_list_cost,
  h.contracted_unknown as lines_without_contracted_cost, h.effective_unknown as lines_without_effective_cost,
  h.grain_source, h.status
from fact.resource_hour h
join fact.resource r using (resource_key)
