-- How whole telemetry is: how many hours of each day a source was read for, and how many of them without a warning.
create view report.telemetry_day as
select source, day, day::timestamp at time zone business_time_zone as day_start, hours_read, hours_complete,
  round(hours_complete / (extract(epoch from (day + 1)::timestamp at time zone business_time_zone - day::timestamp at time zone business_time_zone) / 3600), 6) as complete_share
from (
  select t.source, c.business_time_zone, (t.hour at time zone c.business_time_zone)::date as day, count(*) as hours_read,
    count(*) filter (where t.complete) as hours_complete
  from ops.telemetry_hour t
  cross join report.calendar c
  group by 1, 2, 3
) days
