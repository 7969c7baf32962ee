-- What GPUs can do at most. $1 the peaks
insert into fact.gpu_peak (gpu_model, tflops, memory_gb_per_second)
select gpu, tflops, "memoryGbPerSecond"
from jsonb_to_recordset($1::jsonb) as said(gpu text, tflops numeric, "memoryGbPerSecond" numeric)
