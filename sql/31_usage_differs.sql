-- Replicas of which the hour's answer says otherwise than what is held: those with a row that stands on one side only. Labels
-- and quality count as much as tokens. $1 load, $2 source, $3 hour
insert into stage.replica (load_id, source, replica, served_model, from_hour, to_hour)
select distinct $1::bigint, $2::text, replica, served_model, $3::timestamptz, $3::timestamptz + interval '1 hour'
from (
  select replica, served_model, engine, prompt_tokens, cached_tokens, generated_tokens, requests, requests_by_reason,
    running_ms, waiting_ms, busy_ms, present_ms, present, quality, quality_reasons, unobserved_ms, resets, samples, coverage,
    cached_from, scraper, resource_label, version_label, gpus_label, labels, kube_node, kube_provider, kube_resource, kube_gpus,
    role, requests_by_endpoint, kv_cache_peak, metrics, shared_card, shared_card_ms, flops, read_bytes
  from fact.usage_hour
  where hour = $3::timestamptz and source = $2::text
  union all
  select replica, served_model, engine, prompt_tokens, cached_tokens, generated_tokens, requests, requests_by_reason,
    running_ms, waiting_ms, busy_ms, present_ms, present, quality, quality_reasons, unobserved_ms, resets, samples, coverage,
    cached_from, scraper, resource_label, version_label, gpus_label, labels, kube_node, kube_provider, kube_resource, kube_gpus,
    role, requests_by_endpoint, kv_cache_peak, metrics, shared_card, shared_card_ms, flops, read_bytes
  from stage.usage_hour
  where load_id = $1::bigint
) sides
group by replica, served_model, engine, prompt_tokens, cached_tokens, generated_tokens, requests, requests_by_reason,
  running_ms, waiting_ms, busy_ms, present_ms, present, quality, quality_reasons, unobserved_ms, resets, samples, coverage,
  cached_from, scraper, resource_label, version_label, gpus_label, labels, kube_node, kube_provider, kube_resource, kube_gpus,
  role, requests_by_endpoint, kv_cache_peak, metrics, shared_card, shared_card_ms, flops, read_bytes
having count(*) = 1
