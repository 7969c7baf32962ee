-- Who pays: the team and the environment that tags of a charge name (`split.team_tag`, `split.env_tag`; '': none does). They are
-- decided with the kind of the charge and kept with its part, so that money of two teams in one resource-hour stays apart.
alter table fact.part
  add column team text not null default '' collate "C",
  add column env text not null default '' collate "C";
alter table stage.line_class
  add column team text not null default '' collate "C",
  add column env text not null default '' collate "C";

-- What each team's environments cost in an hour, effective, on each provider. `effective_unknown` and the other counts are
-- resource-hours of which a line leaves the cost open, or that have no rate.
create table report.team_hour (
  provider text not null collate "C",
  team text not null collate "C",
  env text not null collate "C",
  hour fact.utc_hour not null,
  effective_usd numeric(38,18) not null,
  effective_cny numeric(38,18) not null,
  effective_unknown bigint not null,
  unconverted_usd bigint not null,
  unconverted_cny bigint not null,
  primary key (hour, provider, team, env)
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);
create unlogged table stage.team_hour (like report.team_hour, load_id bigint not null);

-- The same by day of the business time zone.
create table report.team_day (like report.team_hour);
alter table report.team_day drop column hour;
alter table report.team_day
  add column day date not null,
  add primary key (day, provider, team, env);

-- What is reported already.
insert into report.team_hour (provider, team, env, hour, effective_usd, effective_cny, effective_unknown, unconverted_usd, unconverted_cny)
select provider, '', '', hour, sum(effective_usd), sum(effective_cny), sum(effective_unknown), sum(unconverted_usd), sum(unconverted_cny)
from report.account_hour
group by provider, hour;
insert into report.team_day (provider, team, env, day, effective_usd, effective_cny, effective_unknown, unconverted_usd, unconverted_cny)
select provider, '', '', day, sum(effective_usd), sum(effective_cny), sum(effective_unknown), sum(unconverted_usd), sum(unconverted_cny)
from report.account_day
group by provider, day;
