-- Days that another source has spoken for, with a fixing or by carrying one over them: a day has one source, and the first
-- stays. $1 load
update stage.fx_rate s
set kept = true
where s.load_id = $1::bigint and (
  exists (select from fact.fx_rate f where f.fixed_on = s.fixed_on and f.source <> s.source)
  or exists (
    select from fact.rate_of_day r
    where r.day = s.fixed_on and r.currency = 'CNY' and not r.provisional and r.source <> s.source))
