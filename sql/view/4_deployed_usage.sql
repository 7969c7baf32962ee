-- What each replica did in an hour with its deployment: on which machine, for which model and version. Where the map names
-- no model, the model is the name it was served under; a version that nothing tells is NULL.
create view fact.deployed_usage as
select u.hour, u.source, u.replica, u.served_model, coalesce(d.model, u.served_model) as model, d.version, d.provider,
  d.resource_id, d.gpus, d.matched_by, d.version_by, u.engine, u.prompt_tokens, u.cached_tokens, u.generated_tokens, u.requests,
  u.requests_by_reason, u.running_ms, u.waiting_ms, u.busy_ms, u.present_ms, u.quality, u.quality_reasons, u.unobserved_ms,
  u.resets, u.samples, u.coverage, u.cached_from, u.scraper, u.labels, u.role,
  u.requests_by_endpoint, u.kv_cache_peak, u.metrics, u.shared_card, u.shared_card_ms, u.flops, u.read_bytes
from fact.usage_hour u
left join fact.deployment d
  on d.source = u.source and d.replica = u.replica and d.served_model = u.served_model and d.from_hour <= u.hour
  and d.to_hour > u.hour
