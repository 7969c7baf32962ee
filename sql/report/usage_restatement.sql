-- What telemetry said of an hour before and says now: samples came late, or were backfilled, or went.
create view report.usage_restatement as
select recorded_at, load_id, hour, source, replica, served_model, prompt_tokens_before, prompt_tokens_after,
  generated_tokens_before, generated_tokens_after, requests_before, requests_after, present_ms_before, present_ms_after
from ops.usage_restatement
