-- Versions that were at work in the last seven whole days and of which registries lack something: `registration` (none of those that
-- are read knows it), `version` (nothing tells one), `parameters` and `format` (neither a tag nor the name tells them, so that no lever
-- can say what memory it needs). What they cost in those days says how much it matters.
create view report.version_tags_missing as
select model, version, registries, lacks, cost_usd, cost_cny
from (
  select w.model, w.version, r.registries, concat_ws(', ',
      case when w.version = '(none)' then 'version' when r.registries is null and exists (select from ops.registry_read) then 'registration' end,
      case when h.size is null then 'parameters' end, case when h.quantisation is null then 'format' end) as lacks,
    w.cost_usd, w.cost_cny
  from (
    select version_id, model, version, case when count(cost_usd) = count(*) then sum(cost_usd) end as cost_usd,
      case when count(cost_cny) = count(*) then sum(cost_cny) end as cost_cny
    from report.version_week
    group by version_id, model, version
  ) w
  left join fact.version_hint h using (version_id)
  left join (
    select model, version, string_agg(distinct registry, ', ' order by registry) as registries
    from fact.registered_version
    where to_at = 'infinity'
    group by model, version
  ) r using (model, version)
) versions
where lacks <> ''
