-- What telemetry said of an hour before and says now, where tokens, requests or presence differ: samples came late or were
-- backfilled, or went. Only for hours that had been read before. $1 load, $2 source, $3 hour
insert into ops.usage_restatement
  (load_id, hour, source, replica, served_model, prompt_tokens_before, prompt_tokens_after, generated_tokens_before,
   generated_tokens_after, requests_before, requests_after, present_ms_before, present_ms_after)
select $1::bigint, $3::timestamptz, $2::text, c.replica, c.served_model, f.prompt_tokens, s.prompt_tokens, f.generated_tokens,
  s.generated_tokens, f.requests, s.requests, f.present_ms, s.present_ms
from stage.replica c
left join fact.usage_hour f
  on f.hour = $3::timestamptz and f.source = $2::text and f.replica = c.replica and f.served_model = c.served_model
left join stage.usage_hour s
  on s.load_id = $1::bigint and s.replica = c.replica and s.served_model = c.served_model
where c.load_id = $1::bigint
  and (f.prompt_tokens, f.generated_tokens, f.requests, f.present_ms)
    is distinct from (s.prompt_tokens, s.generated_tokens, s.requests, s.present_ms)
