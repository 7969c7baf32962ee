-- What changed after we had loaded it: when we learnt it, where, by how much, and why. A bill restates charge periods; a rate
-- of exchange (fx) and telemetry (respread) restate hours, in dollars and yuan, too.
create view report.restatement as
select s.recorded_at, s.load_id, s.cause, r.provider, r.billing_account_id, r.sub_account_id, r.resource_id,
  w.billing_period, s.billing_currency, s.charge_period_start, s.charge_period_end, s.lines_gone, s.lines_came,
  s.list_cost_before, s.list_cost_after, s.contracted_cost_before, s.contracted_cost_after,
  s.billed_cost_before, s.billed_cost_after, s.billed_cost_after - s.billed_cost_before as billed_cost_change,
  s.effective_cost_before, s.effective_cost_after,
  s.effective_cost_after - s.effective_cost_before as effective_cost_change,
  null::numeric(38,18) as billed_usd_before, null::numeric(38,18) as billed_usd_after, null::numeric as billed_usd_change,
  null::numeric(38,18) as billed_cny_before, null::numeric(38,18) as billed_cny_after, null::numeric as billed_cny_change,
  null::numeric(38,18) as effective_usd_before, null::numeric(38,18) as effective_usd_after, null::numeric as effective_usd_change,
  null::numeric(38,18) as effective_cny_before, null::numeric(38,18) as effective_cny_after, null::numeric as effective_cny_change
from ops.restatement s
join fact.resource r using (resource_key)
join ops.window w using (window_key)
union all
select s.recorded_at, s.load_id, s.cause, r.provider, r.billing_account_id, r.sub_account_id, r.resource_id,
  s.billing_period, s.billing_currency, s.hour::timestamptz, s.hour::timestamptz + interval '1 hour', 0, 0,
  null, null, null, null,
  s.billed_cost_before, s.billed_cost_after, s.billed_cost_after - s.billed_cost_before,
  s.effective_cost_before, s.effective_cost_after, s.effective_cost_after - s.effective_cost_before,
  s.billed_usd_before, s.billed_usd_after, s.billed_usd_after - s.billed_usd_before,
  s.billed_cny_before, s.billed_cny_after, s.billed_cny_after - s.billed_cny_before,
  s.effective_usd_before, s.effective_usd_after, s.effective_usd_after - s.effective_usd_before,
  s.effective_cny_before, s.effective_cny_after, s.effective_cny_after - s.effective_cny_before
from ops.hour_restatement s
join fact.resource r using (resource_key)
