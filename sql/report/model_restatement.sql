-- What versions' hours said and say now, with the cause and the moment: bill, fx, telemetry, mapping, respread.
create view report.model_restatement as
select r.load_id, r.recorded_at, r.cause, v.model, v.version, r.provider, r.billing_account_id, r.hour, r.kind, r.reason,
  r.billed_usd_before, r.billed_usd_after, r.effective_usd_before, r.effective_usd_after,
  r.billed_cny_before, r.billed_cny_after, r.effective_cny_before, r.effective_cny_after
from ops.model_restatement r
join fact.model_version v using (version_id)
