-- Somebody looks at levers today, after the last load there is; `first`: nobody has before. Two at once wait for each other here.
insert into ops.lever_look (day, kept_load)
select today, (select last_value from ops.load_id) from report.calendar
on conflict (day) do update set kept_load = excluded.kept_load
returning day::text as day, looked_at >= transaction_timestamp() as first
