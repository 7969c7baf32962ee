-- The rows of an hour as they are said now, where they differ. $1 load
insert into fact.usage_hour
  (hour, source, replica, served_model, engine, prompt_tokens, cached_tokens, generated_tokens, requests, requests_by_reason,
   running_ms, waiting_ms, busy_ms, present_ms, present, quality, quality_reasons, unobserved_ms, resets, samples, coverage,
   cached_from, scraper, resource_label, version_label, gpus_label, labels, kube_node, kube_provider, kube_resource,
   kube_gpus, role, requests_by_endpoint, kv_cache_peak, metrics, shared_card, shared_card_ms, flops, read_bytes, load_id)
select s.hour, s.source, s.replica, s.served_model, s.engine, s.prompt_tokens, s.cached_tokens, s.generated_tokens, s.requests,
  s.requests_by_reason, s.running_ms, s.waiting_ms, s.busy_ms, s.present_ms, s.present, s.quality, s.quality_reasons,
  s.unobserved_ms, s.resets, s.samples, s.coverage, s.cached_from, s.scraper, s.resource_label, s.version_label, s.gpus_label,
  s.labels, s.kube_node, s.kube_provider, s.kube_resource, s.kube_gpus, s.role, s.requests_by_endpoint, s.kv_cache_peak,
  s.metrics, s.shared_card, s.shared_card_ms, s.flops, s.read_bytes, s.load_id
from stage.usage_hour s
join stage.replica c using (load_id, replica, served_model)
where s.load_id = $1::bigint
