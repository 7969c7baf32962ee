-- Deployments from pieces: what the map says of hours in which nothing was seen, what is known of each hour, and what stood
-- before; neighbours that say the same are one interval. No two overlap, because each hour is in one piece. $1 load
insert into stage.deployment
  (load_id, deployment_key, source, replica, served_model, from_hour, to_hour, provider, resource_id, gpus, model, version,
   matched_by, version_by)
select $1::bigint,
  hashtextextended(source || chr(31) || replica || chr(31) || served_model, 0) & 1152921504606846975,
  source, replica, served_model, min(lower(span)), max(upper(span)), provider, resource_id, gpus, model, version, matched_by,
  version_by
from (
  select *, sum(starts) over (partition by source, replica, served_model order by lower(span)) as island
  from (
    select *,
      case when (lag(upper(span)) over piece, lag(provider) over piece, lag(resource_id) over piece, lag(gpus) over piece,
          lag(model) over piece, lag(version) over piece, lag(matched_by) over piece,
          lag(version_by) over piece)
        is distinct from (lower(span), provider, resource_id, gpus, model, version, matched_by, version_by) then 1 else 0 end as starts
    from (
      select source, replica, served_model, span, provider, resource_id, gpus, model, version, matched_by, version_by
      from stage.deployment_piece
      where load_id = $1::bigint and kind in ('hour', 'kept')
      union all
      select m.source, m.replica, m.served_model, unnest(tstzmultirange(m.span) - coalesce((
          select range_agg(h.span)
          from stage.deployment_piece h
          where h.load_id = $1::bigint and h.kind = 'hour' and h.source = m.source and h.replica = m.replica
            and h.served_model = m.served_model), '{}')),
        m.provider, m.resource_id, m.gpus, m.model, m.version, m.matched_by, m.version_by
      from stage.deployment_piece m
      where m.load_id = $1::bigint and m.kind = 'map'
    ) pieces
    window piece as (partition by source, replica, served_model order by lower(span))
  ) neighbours
) islands
group by source, replica, served_model, island, provider, resource_id, gpus, model, version, matched_by, version_by
