-- How to join the touched hours to the lines: a hash reads every line once, an index only those that are wanted. Staging
-- has no statistics, so the planner cannot know; measured, the hash wins from about a fiftieth of the lines on. Below it pages are
-- taken to lie in memory, where the last hours do: else 216,000 lines are read to find 150. $1 touched hours
select set_config('enable_nestloop', case when many then 'off' else 'on' end, true),
  set_config('random_page_cost', case when many then current_setting('random_page_cost') else '1.1' end, true)
from (
  select $1::bigint > 20000 and l.reltuples < 50 * $1::bigint as many
  from pg_catalog.pg_class l
  where l.oid = 'fact.bill_line'::regclass
) loaded
