-- Days of versions whose machines together do not cost what their versions did, where all of it is known. Healthy means empty.
create view law.machines_differ_from_versions as
select day, version_id, sum(usd) as usd, sum(cny) as cny
from (
  select day, version_id, effective_usd as usd, effective_cny as cny
  from report.machine_day
  union all
  select m.day, m.version_id, -m.effective_usd, -m.effective_cny
  from report.model_day m
  where m.version_id <> 0 and m.resource_hours > 0 and m.day in (select day from report.machine_day)
) both_sides
group by day, version_id
having count(usd) = count(*) and sum(usd) <> 0 or count(cny) = count(*) and sum(cny) <> 0
