-- Who may read which of our views, as statements that give it back where the view still stands.
select format('do $$ begin if to_regclass(%L) is not null then grant %s on %I.%I to %s; end if; end $$',
  format('%I.%I', n.nspname, c.relname), a.privilege_type, n.nspname, c.relname,
  case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end) as restore
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral aclexplode(c.relacl) a
where c.relkind = 'v' and n.nspname in ('fact', 'law', 'report') and a.grantee <> c.relowner
