-- What the dated map says of each replica: an entry holds from its date on, except where an entry before it does. A name is
-- a pattern of LIKE. Of a replica without usage the map says nothing. An entry without a version is `bare`. $1 load, $2 entries, $3 the provider of each source
insert into stage.deployment_piece
  (load_id, kind, source, replica, served_model, span, provider, resource_id, gpus, model, version, matched_by, version_by)
select $1::bigint, case when version is null then 'bare' else 'map' end, source, replica, served_model,
  unnest(free * tstzmultirange(tstzrange(from_hour, to_hour))), provider, resource_id, gpus, model, version, 'map',
  case when version is not null then 'map' end
from (
  select r.source, r.replica, r.served_model, r.from_hour, r.to_hour, e.resource as resource_id, e.gpus, e.model, e.version,
    coalesce(e.provider, $3::jsonb ->> r.source) as provider,
    tstzmultirange(tstzrange(e.from, coalesce(e.to, 'infinity'))) - coalesce(
      range_agg(tstzrange(e.from, coalesce(e.to, 'infinity'))) over (
        partition by r.source, r.replica, r.served_model order by e.ord rows between unbounded preceding and 1 preceding),
      '{}') as free
  from stage.replica r
  join jsonb_to_recordset($2::jsonb) as e (
    ord integer, source text, replica text, served_model text, provider text, resource text, gpus numeric, model text,
    version text, "from" timestamptz, "to" timestamptz)
    on coalesce(e.source, r.source) = r.source and r.replica like e.replica
    and coalesce(e.served_model, r.served_model) = r.served_model
  where r.load_id = $1::bigint and exists (
    select from fact.usage_hour u
    where u.source = r.source and u.replica = r.replica and u.served_model = r.served_model)
) entries
