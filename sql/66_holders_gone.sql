-- What is no longer held as it was. $1 load
delete from fact.holder_hour h
using stage.held s
where s.load_id = $1::bigint and h.source = s.source and h.hour = s.hour and not exists (
  select from stage.holder_hour n
  where n.load_id = $1::bigint and n.hour = h.hour and n.resource_id = h.resource_id and n.source = h.source
    and n.replica = h.replica and n.served_model = h.served_model
    and (n.provider, n.version_id, n.gpus, n.held_from, n.held_to, n.busy_ms, n.running_ms, n.prompt_tokens, n.cached_tokens,
        n.generated_tokens, n.requests, n.work_in, n.work_out, n.weights_id, n.exact, n.coverage, n.measured_ms)
      is not distinct from (h.provider, h.version_id, h.gpus, h.held_from, h.held_to, h.busy_ms, h.running_ms, h.prompt_tokens,
        h.cached_tokens, h.generated_tokens, h.requests, h.work_in, h.work_out, h.weights_id, h.exact, h.coverage,
        h.measured_ms))
