-- What is known of each hour in which a replica was seen: what the map says, its labels where the map is silent, the machine of
-- its pod's node where both are; what registries say of the name it was served under (a tag, then an alias), and at last what that
-- name itself hints at; and the deployments that stand outside the hours in question. $1 load, $2 the provider of each source, $3 versions read out of names
insert into stage.deployment_piece
  (load_id, kind, source, replica, served_model, span, provider, resource_id, gpus, model, version, matched_by, version_by)
select $1::bigint, 'hour', source, replica, served_model, tstzrange(hour, hour + interval '1 hour'), provider, resource_id, gpus,
  coalesce(map_model, case version_by when 'tag' then tag_model when 'alias' then alias_model end),
  case version_by when 'map' then map_version when 'label' then version_label when 'tag' then tag_version
    when 'alias' then alias_version when 'name' then name_version end,
  case when is_mapped then 'map' when is_labelled then 'label' when is_seen then 'kubernetes' else version_by end, version_by
from (
  select u.source, u.replica, u.served_model, u.hour, m.kind is not null as is_mapped,
    u.resource_label is not null or u.version_label is not null as is_labelled,
    u.kube_resource is not null as is_seen,
    case when m.resource_id is not null then m.provider when u.resource_label is not null then $2::jsonb ->> u.source
      else u.kube_provider end as provider,
    coalesce(m.resource_id, u.resource_label, u.kube_resource) as resource_id,
    coalesce(m.gpus, case when u.gpus_label > 0 then u.gpus_label end, u.kube_gpus) as gpus,
    m.model as map_model, m.version as map_version, u.version_label, t.model as tag_model, t.version as tag_version,
    a.model as alias_model, a.version as alias_version, n.version as name_version,
    case when m.version is not null then 'map' when u.version_label is not null then 'label' when t.rule is not null then 'tag'
      when a.rule is not null then 'alias' when n.version is not null then 'name' end as version_by
  from stage.replica r
  join fact.usage_hour u
    on u.source = r.source and u.replica = r.replica and u.served_model = r.served_model
    and u.hour >= r.from_hour and u.hour < r.to_hour
  left join stage.deployment_piece m
    on m.load_id = $1::bigint and m.kind in ('map', 'bare') and m.source = u.source and m.replica = u.replica
    and m.served_model = u.served_model and m.span @> u.hour::timestamptz
  left join fact.served_version t
    on t.served_model = u.served_model and t.rule = 'tag' and t.from_hour <= u.hour and t.to_hour > u.hour
  left join fact.served_version a
    on a.served_model = u.served_model and a.rule = 'alias' and a.from_hour <= u.hour and a.to_hour > u.hour
  left join jsonb_to_recordset($3::jsonb) as n (served_model text, version text) on n.served_model = u.served_model
  where r.load_id = $1::bigint
) known
where is_mapped or is_labelled or is_seen or version_by is not null
union all
select $1::bigint, 'kept', d.source, d.replica, d.served_model,
  unnest(tstzmultirange(tstzrange(d.from_hour, d.to_hour)) - tstzmultirange(tstzrange(r.from_hour, r.to_hour))),
  d.provider, d.resource_id, d.gpus, d.model, d.version, d.matched_by, d.version_by
from stage.replica r
join fact.deployment d using (source, replica, served_model)
where r.load_id = $1::bigint
