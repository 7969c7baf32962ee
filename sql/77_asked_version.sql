-- What the engines of each version counted under each served model that a gateway told of, and by what the gateway's tokens are
-- dealt to the versions that serve it: by theirs, or evenly where one of them tells none. `told`: all of its replicas tell their
-- tokens; one that did nothing needs not. A model that the bill names has no engine and counts nothing. $1 load
insert into stage.asked_version
  (load_id, hour, version_id, model, served_model, told, engine_in, engine_out, work_in, work_out, deals_in, deals_out)
select $1::bigint, hour, version_id, model, served_model, told,
  case when told then engine_in end, case when told then engine_out end, case when told then work_in end, case when told then work_out end,
  case when bool_and(told) over served and sum(engine_in) over served > 0 then engine_in else 1 end,
  case when bool_and(told) over served and sum(engine_out) over served > 0 then engine_out else 1 end
from (
  select h.hour, h.version_id, v.model, h.served_model, coalesce(sum(h.prompt_tokens), 0) as engine_in,
    coalesce(sum(h.generated_tokens), 0) as engine_out, coalesce(sum(h.work_in), 0) as work_in, coalesce(sum(h.work_out), 0) as work_out,
    bool_and(h.prompt_tokens is not null and h.generated_tokens is not null or h.busy_ms is not distinct from 0) as told
  from fact.holder_hour h
  join fact.model_version v using (version_id)
  where h.hour in (select hour from stage.rolled where load_id = $1::bigint)
    and exists (select from fact.gateway_hour g where g.hour = h.hour and g.served_model = h.served_model)
  group by h.hour, h.version_id, v.model, h.served_model
  union all
  select distinct m.hour, m.version_id, v.model, v.model, 0, 0, 0, 0, false
  from stage.model_hour m
  join fact.model_version v using (version_id)
  where m.load_id = $1::bigint and m.reason = 'named'
    and not exists (select from fact.holder_hour h where h.hour = m.hour and h.version_id = m.version_id)
    and exists (select from fact.gateway_hour g where g.hour = m.hour and g.served_model = v.model)
) either
window served as (partition by hour, served_model)
