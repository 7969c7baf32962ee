-- Hours in which input and output together do not cost what the version's machines did, where all of it is known. Healthy means
-- empty.
create view law.phases_differ_from_versions as
select hour, version_id, sum(usd) as usd, sum(cny) as cny
from (
  select hour, version_id, input_usd + output_usd as usd, input_cny + output_cny as cny, input_usd + output_usd is null as usd_open,
    input_cny + output_cny is null as cny_open
  from report.phase_hour
  union all
  select m.hour, m.version_id, -m.effective_usd, -m.effective_cny, m.effective_usd is null, m.effective_cny is null
  from report.phase_hour p
  join report.model_hour m on m.version_id = p.version_id and m.hour = p.hour and m.reason = '' and m.resource_hours > 0
) both_sides
group by hour, version_id
having not bool_or(usd_open) and sum(usd) <> 0 or not bool_or(cny_open) and sum(cny) <> 0
