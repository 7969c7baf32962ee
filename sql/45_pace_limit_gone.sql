-- Limits that tokenledger.yaml no longer says. $1 the limits
delete from fact.pace_limit l
where not exists (
  select from jsonb_to_recordset($1::jsonb) as said(model text, gpu text, "generatedPerGpuSecond" numeric)
  where said.model = l.model and said.gpu = l.gpu_model and said."generatedPerGpuSecond" = l.generated_per_gpu_second)
