-- Hours that were read, in which what replicas held may be another now. The hours beside one that changed hold otherwise, too: a
-- replica seen on both sides of a full hour was there at its turn. And a replica that the map places by its name holds hours in
-- which it was not seen as well: all that were read, once it is seen for the first time, and none when it never was.
-- $1 load, $2 sources, $3 from, $4 to
insert into stage.held (load_id, source, hour)
select $1::bigint, source, hour
from ops.telemetry_hour
where source = any($2::text[]) and hour >= $3::timestamptz - interval '1 hour' and hour <= $4::timestamptz
union
select $1::bigint, t.source, t.hour
from stage.replica r
join fact.placed_replica p
  on p.replica = r.replica and coalesce(p.source, r.source) = r.source and coalesce(p.served_model, r.served_model) = r.served_model
join ops.telemetry_hour t on t.source = r.source and t.hour >= p.from_hour and t.hour < p.to_hour
where r.load_id = $1::bigint and r.from_hour = '-infinity'
