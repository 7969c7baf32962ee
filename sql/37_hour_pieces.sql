-- What is known of each hour in which a replica was seen: what the map says, and its labels where the map is silent; and the
-- deployments that stand outside the hours in question. $1 load, $2 the provider of each source
insert into stage.deployment_piece
  (load_id, kind, source, replica, served_model, span, provider, resource_id, gpus, model, version, matched_by)
select $1::bigint, 'hour', u.source, u.replica, u.served_model, tstzrange(u.hour, u.hour + interval '1 hour'),
  case when m.resource_id is not null then m.provider when u.resource_label is not null then $2::jsonb ->> u.source end,
  coalesce(m.resource_id, u.resource_label), coalesce(m.gpus, case when u.gpus_label > 0 then u.gpus_label end), m.model,
  coalesce(m.version, u.version_label), coalesce(m.matched_by, 'label')
from stage.replica r
join fact.usage_hour u
  on u.source = r.source and u.replica = r.replica and u.served_model = r.served_model
  and u.hour >= r.from_hour and u.hour < r.to_hour
left join stage.deployment_piece m
  on m.load_id = $1::bigint and m.kind = 'map' and m.source = u.source and m.replica = u.replica
  and m.served_model = u.served_model and m.span @> u.hour::timestamptz
where r.load_id = $1::bigint and (m.kind is not null or u.resource_label is not null or u.version_label is not null)
union all
select $1::bigint, 'kept', d.source, d.replica, d.served_model,
  unnest(tstzmultirange(tstzrange(d.from_hour, d.to_hour)) - tstzmultirange(tstzrange(r.from_hour, r.to_hour))),
  d.provider, d.resource_id, d.gpus, d.model, d.version, d.matched_by
from stage.replica r
join fact.deployment d using (source, replica, served_model)
where r.load_id = $1::bigint
