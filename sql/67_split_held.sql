-- Hours to split because they are held otherwise now: those of machines of which a holder stands on one side only. $1 load
insert into stage.split_hour (load_id, resource_key, hour)
select distinct $1::bigint, m.resource_key, changed.hour
from (
  select hour, resource_id, provider
  from (
    select h.hour, h.resource_id, h.provider, h.version_id, h.card_key, h.holder_key, h.gpus, h.held_from, h.held_to, h.busy_ms,
      h.running_ms, h.work_in + h.work_out as work, h.measured_ms
    from stage.held s
    join fact.holder_hour h using (source, hour)
    where s.load_id = $1::bigint
    union all
    select hour, resource_id, provider, version_id, card_key, holder_key, gpus, held_from, held_to, busy_ms, running_ms,
      work_in + work_out, measured_ms
    from stage.holder_hour
    where load_id = $1::bigint
  ) sides
  group by hour, resource_id, provider, version_id, card_key, holder_key, gpus, held_from, held_to, busy_ms, running_ms, work, measured_ms
  having count(*) = 1
) changed
join fact.resource m on m.resource_id = changed.resource_id and (changed.provider is null or changed.provider = m.provider)
