-- The views of this database that are ours, quoted.
select format('%I.%I', schemaname, viewname) as name
from pg_catalog.pg_views
where schemaname in ('fact', 'law', 'report')
