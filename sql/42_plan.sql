-- How to join the touched hours to the lines: a hash reads every line once, an index only those that are wanted. Staging
-- has no statistics, so the planner cannot know; measured, the hash wins from about a fiftieth of the lines on.
-- $1 touched hours
select set_config('enable_nestloop', case when $1::bigint > 20000 and l.reltuples < 50 * $1::bigint then 'off' else 'on' end, true)
from pg_catalog.pg_class l
where l.oid = 'fact.bill_line'::regclass
