-- Instance types as they are told now, those that do not stand already. $1 all types as JSON, $2 load
insert into fact.instance_type
  (provider, instance_type, from_day, to_day, gpus, gpu_model, a100_factor, source, as_of, load_id)
select s.provider, s.instance_type, s.from_day, s.to_day, s.gpus, s.gpu_model, s.a100_factor, s.source, s.as_of, $2::bigint
from jsonb_to_recordset($1::jsonb) as s
  (provider text, instance_type text, from_day date, to_day date, gpus numeric, gpu_model text, a100_factor numeric,
   source text, as_of date)
order by s.provider collate "C", s.instance_type collate "C", s.from_day
on conflict do nothing
