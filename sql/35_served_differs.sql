-- Replicas that served a name which stands for another version now, from the first hour in which it does up to the last. $1 load
insert into stage.replica (load_id, source, replica, served_model, from_hour, to_hour)
select distinct $1::bigint, u.source, u.replica, u.served_model, c.from_hour, c.to_hour
from fact.usage_hour u
join (
  select served_model, min(lower(span)) as from_hour, max(upper(span)) as to_hour
  from (
    select served_model, unnest((said - held) + (held - said)) as span
    from (
      select served_model, coalesce(range_agg(span) filter (where is_now), '{}') as said,
        coalesce(range_agg(span) filter (where not is_now), '{}') as held
      from (
        select served_model, rule, model, version, tstzrange(from_hour, to_hour) as span, true as is_now
        from stage.served_version where load_id = $1::bigint
        union all
        select served_model, rule, model, version, tstzrange(from_hour, to_hour), false from fact.served_version
      ) sides
      group by served_model, rule, model, version
    ) versions
  ) moved
  group by served_model
) c using (served_model)
