-- What each replica did in an hour, on which machine, for which model and version. What an engine does not tell is NULL,
-- never 0; a version or a machine that nothing tells is NULL, too.
create view report.usage_hour as
select hour, source, replica, served_model, model, version, provider, resource_id, gpus, matched_by, version_by, engine, prompt_tokens,
  cached_tokens, generated_tokens, requests, requests_by_reason, running_ms, waiting_ms, busy_ms, present_ms, quality,
  quality_reasons, unobserved_ms, resets, samples, coverage, cached_from, scraper, labels, role, requests_by_endpoint,
  kv_cache_peak, metrics, shared_card, shared_card_ms, flops, read_bytes
from fact.deployed_usage
