-- What replicas held of their machines in the hours of `stage.held`, and what they did there. A replica holds from when it was
-- seen first to when it was seen last, downtime between included, and to the ends of the hour where it was there in the hour
-- beside it; one that the dated map places there by its name holds the whole hour, seen or not (where the hour was read whole).
-- GPUs belong to a replica, whatever number of models it serves. What no deployment tells of holds no machine, and worked all
-- the same. Work is weighted (ledger.md 7): input tokens by what the cache left of them, and generated ones. Replicas that were
-- measured on one card share it, one GPU, unless somebody says for one of them what part it has. $1 load
insert into stage.holder_hour
  (load_id, hour, resource_id, source, replica, served_model, provider, version_id, card_key, holder_key, gpus, held_from, held_to,
   busy_ms, running_ms, prompt_tokens, cached_tokens, generated_tokens, requests, work_in, work_out, weights_id, exact, coverage,
   measured_ms)
select $1::bigint, hour, resource_id, source, replica, served_model, provider,
  hashtextextended(seen.model || chr(31) || version, 0) & 1152921504606846975,
  case when shared_card is not null then hashtextextended(shared_card, 0) when gpus is null then 0
    else hashtextextended(source || chr(31) || replica, 0) end,
  hashtextextended(source || chr(31) || replica || chr(31) || served_model, 0),
  case when shared_card is null then gpus else 1 end, held_from, held_to,
  busy_ms, running_ms, prompt_tokens, cached_tokens, generated_tokens, requests,
  prompt_tokens * w.uncached - least(coalesce(cached_tokens, 0), prompt_tokens) * (w.uncached - w.cached),
  generated_tokens * w.generated, w.weights_id, exact, coverage, case when shared_card is not null then shared_card_ms end
from (
  select k.hour, coalesce(d.resource_id, '') as resource_id, k.source, k.replica, k.served_model, d.provider,
    coalesce(d.model, k.served_model) as model, coalesce(d.version, '') as version,
    max(d.gpus) over (partition by k.hour, k.source, k.replica) as gpus,
    case when count(d.gpus) over (partition by k.hour, k.source, u.shared_card) = 0 then u.shared_card end as shared_card, u.shared_card_ms,
    case when placed or isempty(u.present) or before.hour is not null then 0 else lower(u.present) end as held_from,
    case when placed then 3600000 when isempty(u.present) then 0 when after.hour is not null then 3600000
      else upper(u.present) end as held_to,
    case when u.hour is null then 0 else u.busy_ms end as busy_ms,
    case when u.hour is null then 0 else u.running_ms end as running_ms,
    u.prompt_tokens, u.cached_tokens, u.generated_tokens, u.requests,
    coalesce(u.quality, 'exact') = 'exact' as exact, coalesce(u.coverage, 1) as coverage
  from (
    select hour, source, replica, served_model, bool_or(placed) as placed
    from (
      select s.hour, s.source, u.replica, u.served_model, false as placed, true as holds
      from stage.held s
      join fact.usage_hour u using (source, hour)
      where s.load_id = $1::bigint
      union all
      select s.hour, s.source, d.replica, d.served_model, true, t.complete
      from stage.held s
      join ops.telemetry_hour t using (source, hour)
      join fact.placed_replica p on not p.by_pattern and p.from_hour <= s.hour and p.to_hour > s.hour
      join fact.deployment d
        on d.source = s.source and d.replica = p.replica and d.from_hour <= s.hour and d.to_hour > s.hour
        and d.resource_id = p.resource_id and d.matched_by = 'map'
        and coalesce(p.source, d.source) = d.source and coalesce(p.served_model, d.served_model) = d.served_model
      where s.load_id = $1::bigint
    ) either
    group by hour, source, replica, served_model
    having bool_or(holds)
  ) k
  left join fact.deployment d
    on d.source = k.source and d.replica = k.replica and d.served_model = k.served_model and d.from_hour <= k.hour
    and d.to_hour > k.hour
  left join fact.usage_hour u
    on u.hour = k.hour and u.source = k.source and u.replica = k.replica and u.served_model = k.served_model
  left join fact.usage_hour before
    on before.hour = k.hour - interval '1 hour' and before.source = k.source and before.replica = k.replica
    and before.served_model = k.served_model and not isempty(before.present)
  left join fact.usage_hour after
    on after.hour = k.hour + interval '1 hour' and after.source = k.source and after.replica = k.replica
    and after.served_model = k.served_model and not isempty(after.present)
) seen
join fact.token_weight w
  on w.model = coalesce((select own.model from fact.token_weight own where own.model = seen.model), '')
