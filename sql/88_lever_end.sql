-- Levers that stood and stand no longer have ended, unless their version is at work and too little of it is seen. $1 today, $2 what stands, as JSON
update ops.lever_seen s
set ended_day = $1::date
where s.ended_day is null and s.last_day < $1::date and not exists (
  select from jsonb_to_recordset($2::jsonb) as l (lever text, model text, version text, provider text)
  where l.model = s.model and l.version = s.version
    and (l.lever = s.lever and l.provider = s.provider or l.lever is null and l.provider = any(s.providers)))
