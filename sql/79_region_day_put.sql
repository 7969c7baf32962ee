-- The same days added up over their models, too. $1 days
insert into report.region_day
  (provider, region_id, of_version, kind, reason, status, day, list_usd, effective_usd, list_cny, effective_cny, effective_unknown,
   unconverted_usd, unconverted_cny, rates_provisional, gpu_seconds, a100_seconds, prompt_tokens, generated_tokens, work_in, work_out,
   replica_hours)
select
  provider, region_id, model <> '', kind, reason, status, day,
  case when count(list_usd) = count(*) then sum(list_usd) end,
  case when count(effective_usd) = count(*) then sum(effective_usd) end,
  case when count(list_cny) = count(*) then sum(list_cny) end,
  case when count(effective_cny) = count(*) then sum(effective_cny) end,
  sum(effective_unknown), sum(unconverted_usd), sum(unconverted_cny), sum(rates_provisional),
  case when count(gpu_seconds) = count(*) then sum(gpu_seconds) end,
  case when count(a100_seconds) = count(*) then sum(a100_seconds) end,
  case when count(prompt_tokens) = count(*) then sum(prompt_tokens) end,
  case when count(generated_tokens) = count(*) then sum(generated_tokens) end,
  case when count(work_in) = count(*) then sum(work_in) end,
  case when count(work_out) = count(*) then sum(work_out) end,
  sum(replica_hours)
from report.sum_day
where day = any($1::date[])
group by provider, region_id, model <> '', kind, reason, status, day
