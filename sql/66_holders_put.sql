-- What is held now and was not, in the order of the key. $1 load
insert into fact.holder_hour
  (hour, resource_id, source, replica, served_model, provider, version_id, card_key, holder_key, gpus, held_from, held_to,
   busy_ms, running_ms, prompt_tokens, cached_tokens, generated_tokens, requests, work_in, work_out, weights_id, exact, coverage, measured_ms)
select hour, resource_id, source, replica, served_model, provider, version_id, card_key, holder_key, gpus, held_from, held_to,
  busy_ms, running_ms, prompt_tokens, cached_tokens, generated_tokens, requests, work_in, work_out, weights_id, exact, coverage, measured_ms
from stage.holder_hour
where load_id = $1::bigint
order by hour, resource_id, source, replica, served_model
on conflict do nothing
