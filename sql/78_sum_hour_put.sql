-- The hours that a load reported, added up over their versions and accounts. A sum of which a part is unknown is unknown. In
-- the order of their key, as they are read. $1 load
insert into report.sum_hour
  (provider, region_id, model, kind, reason, status, hour, list_usd, effective_usd, list_cny, effective_cny, effective_unknown,
   unconverted_usd, unconverted_cny, rates_provisional, gpu_seconds, a100_seconds, prompt_tokens, generated_tokens, work_in, work_out,
   replica_hours)
select
  provider, region_id, model, kind, reason, status, hour,
  case when bool_and(list_usd is not null) then sum(list_usd) end,
  case when bool_and(effective_usd is not null) then sum(effective_usd) end,
  case when bool_and(list_cny is not null) then sum(list_cny) end,
  case when bool_and(effective_cny is not null) then sum(effective_cny) end,
  sum(effective_unknown), sum(unconverted_usd), sum(unconverted_cny), sum(rates_provisional),
  case when bool_and(gpu_seconds is not null) then sum(gpu_seconds) end,
  case when bool_and(a100_seconds is not null) then sum(a100_seconds) end,
  case when bool_and(prompt_tokens is not null) then sum(prompt_tokens) end,
  case when bool_and(generated_tokens is not null) then sum(generated_tokens) end,
  case when bool_and(work_in is not null) then sum(work_in) end,
  case when bool_and(work_out is not null) then sum(work_out) end,
  sum(replica_hours)
from (select hour from stage.rolled where load_id = $1::bigint) rolled
join report.model_hour using (hour)
join fact.model_version using (version_id)
group by provider, region_id, model, kind, reason, status, hour
order by hour, provider, region_id, model
