-- The weeks of days of requests. $1 days
insert into report.request_week (told_by, name, week, requests)
select told_by, name, week, case when count(requests) = count(*) then sum(requests) end
from (select distinct date_trunc('week', day::timestamp)::date as week from unnest($1::date[]) as day) weeks
join report.request_day on day >= week and day < week + 7
group by told_by, name, week
