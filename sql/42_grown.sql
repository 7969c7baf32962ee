-- Tables that are more than twice what they were when they were last analysed, from 128 KiB on. Autovacuum comes by once a minute:
-- until then the planner takes a ledger that is being filled for an empty one, and joins thousands of rows each with each.
select string_agg(format('%I.%I', n.nspname, c.relname), ', ') as tables
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('fact', 'report') and c.relkind = 'r' and pg_catalog.pg_has_role(c.relowner, 'usage')
  and pg_catalog.pg_relation_size(c.oid) > 2 * greatest(c.relpages, 8)::bigint * current_setting('block_size')::int
