-- What versions hint at now. $1 all hints as JSON
insert into fact.version_hint (version_id, family, size, variants, quantisation, weight_bytes)
select s.version_id, s.family, s.size, s.variants, s.quantisation, s.weight_bytes
from jsonb_to_recordset($1::jsonb) as s
  (version_id bigint, family text, size text, variants text, quantisation text, weight_bytes bigint)
on conflict do nothing
