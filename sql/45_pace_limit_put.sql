-- What models can generate at most on a GPU. $1 the limits
insert into fact.pace_limit (model, gpu_model, generated_per_gpu_second)
select model, gpu, "generatedPerGpuSecond"
from jsonb_to_recordset($1::jsonb) as said(model text, gpu text, "generatedPerGpuSecond" numeric)
on conflict do nothing
