-- The role by which Grafana reads, made or brought up to date: psql --set=role=grafana, its password in READER_PASSWORD.
\getenv password READER_PASSWORD
select format('create role %I login', :'role')
where not exists (select from pg_roles where rolname = :'role') \gexec
alter role :"role" password :'password' connection limit 20;
grant usage on schema report to :"role";
grant select on all tables in schema report to :"role";
alter default privileges in schema report grant select on tables to :"role";
alter role :"role" set default_transaction_read_only = on;
alter role :"role" set statement_timeout = '15s';
alter role :"role" set jit = off;
alter role :"role" set timezone = 'UTC';
