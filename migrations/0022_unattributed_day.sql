-- What no version got in a day of the business time zone, by the service of what was charged for. '': charges of several services, or
-- a charge without one. `effective_unknown` and the other counts are parts of resource-hours of which a line leaves the cost open, or
-- that have no rate.
create table report.unattributed_day (
  day date not null,
  provider text not null collate "C",
  service_name text not null,
  reason text not null collate "C",
  effective_usd numeric(38,18) not null,
  effective_cny numeric(38,18) not null,
  effective_unknown bigint not null,
  unconverted_usd bigint not null,
  unconverted_cny bigint not null,
  primary key (day, provider, service_name, reason)
);

-- The last days that are reported already are due, so that there is something to look at; older ones come with `tokenledger fold`.
update ops.split_settings
set due = due + (
  select case when count(*) = 0 then '{}'::tstzmultirange
    else tstzmultirange(tstzrange(greatest(min(hour), max(hour) - interval '9 days'), max(hour) + interval '1 hour')) end
  from fact.resource_hour)
where load_id = (select max(load_id) from ops.split_settings);
