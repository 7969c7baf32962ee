-- What the map says without a version, cut where the name it is served under stood for another one by the registries; what they
-- leave open goes by the name itself, or by nothing. $1 load, $2 versions read out of names
insert into stage.deployment_piece
  (load_id, kind, source, replica, served_model, span, provider, resource_id, gpus, model, version, matched_by, version_by)
select $1::bigint, 'map', b.source, b.replica, b.served_model, b.span * tstzrange(t.from_hour, t.to_hour), b.provider,
  b.resource_id, b.gpus, coalesce(b.model, t.model), t.version, b.matched_by, 'tag'
from stage.deployment_piece b
join fact.served_version t
  on t.served_model = b.served_model and t.rule = 'tag' and b.span && tstzrange(t.from_hour, t.to_hour)
where b.load_id = $1::bigint and b.kind = 'bare'
union all
select $1::bigint, 'map', b.source, b.replica, b.served_model,
  unnest(tstzmultirange(b.span * tstzrange(a.from_hour, a.to_hour)) - coalesce((
    select range_agg(tstzrange(t.from_hour, t.to_hour)) from fact.served_version t
    where t.served_model = b.served_model and t.rule = 'tag'), '{}')),
  b.provider, b.resource_id, b.gpus, coalesce(b.model, a.model), a.version, b.matched_by, 'alias'
from stage.deployment_piece b
join fact.served_version a
  on a.served_model = b.served_model and a.rule = 'alias' and b.span && tstzrange(a.from_hour, a.to_hour)
where b.load_id = $1::bigint and b.kind = 'bare'
union all
select $1::bigint, 'map', b.source, b.replica, b.served_model,
  unnest(tstzmultirange(b.span) - coalesce((
    select range_agg(tstzrange(s.from_hour, s.to_hour)) from fact.served_version s
    where s.served_model = b.served_model), '{}')),
  b.provider, b.resource_id, b.gpus, b.model, n.version, b.matched_by, case when n.version is not null then 'name' end
from stage.deployment_piece b
left join jsonb_to_recordset($2::jsonb) as n (served_model text, version text) on n.served_model = b.served_model
where b.load_id = $1::bigint and b.kind = 'bare'
