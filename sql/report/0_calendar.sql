-- Whose days reports are of, and what day it is there now. A panel that reads days compares `day` with the range through this
-- zone, never with a date cut from it: 16:00 UTC is the next day in Shanghai.
create view report.calendar as
select business_time_zone, (now() at time zone business_time_zone)::date as today,
  (now() at time zone business_time_zone)::date::timestamp at time zone business_time_zone as today_start,
  date_trunc('month', now() at time zone business_time_zone)::date as month
from ops.split_settings
order by load_id desc
limit 1
