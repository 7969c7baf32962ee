-- What changed in a bill after we had loaded it: when we learnt it, where, by how much.
create view report.restatement as
select s.recorded_at, s.load_id, s.cause, r.provider, r.billing_account_id, r.sub_account_id, r.resource_id,
  w.billing_period, s.billing_currency, s.charge_period_start, s.charge_period_end, s.lines_gone, s.lines_came,
  s.list_cost_before, s.list_cost_after, s.contracted_cost_before, s.contracted_cost_after,
  s.billed_cost_before, s.billed_cost_after, s.billed_cost_after - s.billed_cost_before as billed_cost_change,
  s.effective_cost_before, s.effective_cost_after,
  s.effective_cost_after - s.effective_cost_before as effective_cost_change
from ops.restatement s
join fact.resource r using (resource_key)
join ops.window w using (window_key)
