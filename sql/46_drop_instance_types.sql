-- Instance types that are told otherwise now, or no longer. $1 all types as JSON
delete from fact.instance_type i
where not exists (
  select from jsonb_to_recordset($1::jsonb) as s
    (provider text, instance_type text, from_day date, to_day date, gpus numeric, gpu_model text, a100_factor numeric,
     source text, as_of date)
  where (s.provider, s.instance_type, s.from_day) = (i.provider, i.instance_type, i.from_day)
    and (s.to_day, s.gpus, s.gpu_model, s.a100_factor, s.source, s.as_of)
      is not distinct from (i.to_day, i.gpus, i.gpu_model, i.a100_factor, i.source, i.as_of))
