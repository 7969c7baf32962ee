-- The memory of the GPUs of types: it moves no money, so that no hour is due when it is told otherwise. $1 all types as JSON
update fact.instance_type i
set gpu_memory_gb = s.gpu_memory_gb
from jsonb_to_recordset($1::jsonb) as s (provider text, instance_type text, from_day date, gpu_memory_gb numeric)
where (s.provider, s.instance_type, s.from_day) = (i.provider, i.instance_type, i.from_day)
  and s.gpu_memory_gb is distinct from i.gpu_memory_gb
