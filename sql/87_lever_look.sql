-- Somebody looks at levers today; `first`: nobody has before. Two at once wait for each other here.
insert into ops.lever_look (day, kept_at)
select today, clock_timestamp() from report.calendar
on conflict (day) do update set kept_at = excluded.kept_at
returning day::text as day, looked_at >= transaction_timestamp() as first
