-- Today, if nobody has looked at levers today.
insert into ops.lever_look (day)
select today from report.calendar
on conflict do nothing
returning day::text as day
