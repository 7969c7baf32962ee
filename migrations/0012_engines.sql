-- Engines other than vLLM: what they tell beside tokens, and of which metric each field was read.
alter table fact.usage_hour
  add column role text check (role in ('prefill', 'decode', 'both')),
  add column requests_by_endpoint jsonb,
  add column kv_cache_peak numeric(7,6) check (kv_cache_peak between 0 and 1),
  -- NULL: it was read before this was kept.
  add column metrics jsonb;
alter table stage.usage_hour
  add column role text,
  add column requests_by_endpoint jsonb,
  add column kv_cache_peak numeric(7,6),
  add column metrics jsonb;
