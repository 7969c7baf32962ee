-- Days of reports of which nothing tells when they begin, or something else than the business time zone does. Healthy means empty.
create view law.days_begin_elsewhere as
select day, b.day_start, b.hours
from (select distinct day from report.account_day) days
full join report.business_day b using (day)
cross join (select business_time_zone as zone from ops.split_settings order by load_id desc limit 1) c
where (b.day_start, b.hours) is distinct from (
  day::timestamp at time zone c.zone,
  round(extract(epoch from (day + 1)::timestamp at time zone c.zone - day::timestamp at time zone c.zone) / 3600, 4))
