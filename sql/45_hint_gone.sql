-- Hints that versions no longer give. $1 all hints as JSON
delete from fact.version_hint h
where not exists (
  select from jsonb_to_recordset($1::jsonb) as s
    (version_id bigint, family text, size text, variants text, quantisation text, weight_bytes bigint)
  where (s.version_id, s.family, s.size, s.variants, s.quantisation, s.weight_bytes)
    is not distinct from (h.version_id, h.family, h.size, h.variants, h.quantisation, h.weight_bytes))
