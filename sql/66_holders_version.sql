-- The versions that replicas serve. $1 load
insert into fact.model_version (version_id, model, version)
select distinct hashtextextended(model || chr(31) || version, 0) & 1152921504606846975, model, version
from (
  select coalesce(d.model, d.served_model) as model, coalesce(d.version, '') as version
  from stage.held s
  join fact.deployment d on d.source = s.source and d.from_hour <= s.hour and d.to_hour > s.hour
  where s.load_id = $1::bigint
  union all
  select u.served_model, ''
  from stage.held s
  join fact.usage_hour u using (source, hour)
  where s.load_id = $1::bigint and not exists (
    select from fact.deployment d
    where d.source = u.source and d.replica = u.replica and d.served_model = u.served_model and d.from_hour <= u.hour
      and d.to_hour > u.hour)
) served
on conflict do nothing
