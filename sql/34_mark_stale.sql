-- The hours that begin where this one ends: of each replica whose series stand elsewhere now, the next hour in which it was
-- seen, a gap later perhaps. They have to be read again, by this run or, if it is killed, by the next.
-- $1 source, $2 hour, $3 replicas
update ops.telemetry_hour t
set stale = true
where t.source = $1::text and t.hour in (
  select min(c.hour)
  from unnest($3::text[]) as moved(replica)
  join ops.series_checkpoint c on c.source = $1::text and c.replica = moved.replica and c.hour > $2::timestamptz
  group by moved.replica)
