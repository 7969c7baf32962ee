-- The versions that charges name themselves. $1 load
insert into fact.model_version (version_id, model, version)
select distinct hashtextextended(model || chr(31) || version, 0) & 1152921504606846975, model, version
from stage.line_class
where load_id = $1::bigint and kind = 'serving'
on conflict do nothing
