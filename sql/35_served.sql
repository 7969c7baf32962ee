-- Which version each name stood for: of those that claim it at one time, the one that began to last, and of two that began at
-- once the higher. When that one ends, the one before it counts again. Neighbours that say the same are one. $1 load
insert into stage.served_version (load_id, served_key, served_model, rule, from_hour, to_hour, registry, model, version)
select $1::bigint, hashtextextended(served_model || chr(31) || rule, 0) & 1152921504606846975, served_model, rule,
  min(from_hour), max(to_hour), registry, model, version
from (
  select *, sum(starts) over (partition by served_model, rule order by from_hour) as island
  from (
    select *, case when (lag(to_hour) over of_name, lag(registry) over of_name, lag(model) over of_name, lag(version) over of_name)
      is distinct from (from_hour, registry, model, version) then 1 else 0 end as starts
    from (
      select distinct on (e.served_model, e.rule, e.from_hour) e.served_model, e.rule, e.from_hour, e.to_hour, c.registry, c.model,
        c.version
      from (
        select served_model, rule, edge as from_hour,
          lead(edge) over (partition by served_model, rule order by edge) as to_hour
        from (select distinct served_model, rule, unnest(array[from_hour, to_hour]) as edge from fact.registry_claim) edges
      ) e
      join fact.registry_claim c
        on c.served_model = e.served_model and c.rule = e.rule and c.from_hour <= e.from_hour and c.to_hour >= e.to_hour
      where e.to_hour is not null
      order by e.served_model, e.rule, e.from_hour, c.from_at desc, length(c.version) desc, c.version desc, c.model, c.registry
    ) winners
    window of_name as (partition by served_model, rule order by from_hour)
  ) neighbours
) islands
group by served_model, rule, island, registry, model, version
