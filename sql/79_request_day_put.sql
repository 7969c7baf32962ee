-- Requests of days of the business time zone. $1 days, $2 time zone
insert into report.request_day (told_by, name, day, requests)
select told_by, name, days.day, case when count(*) = count(requests) then sum(requests) end
from unnest($1::date[]) as days(day)
join report.request_hour h
  on h.hour >= days.day::timestamp at time zone $2::text and h.hour < (days.day + 1)::timestamp at time zone $2::text
group by told_by, name, days.day
