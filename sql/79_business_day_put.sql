-- When days begin that have none yet, and how many hours they have. $1 days, $2 time zone
insert into report.business_day (day, day_start, hours)
select day, day::timestamp at time zone $2::text,
  extract(epoch from (day + 1)::timestamp at time zone $2::text - day::timestamp at time zone $2::text) / 3600
from unnest($1::date[]) as days(day)
on conflict do nothing
