-- Whose days reports are of, and what day it is there now. A panel that reads days compares `day` with the range through this
-- zone, never with a date cut from it: 16:00 UTC is the next day in Shanghai. A session that tells of the past sets
-- `tokenledger.today`. A month of a saving is a mean one: 365.25 days over twelve.
create view report.calendar as
select business_time_zone, today, today::timestamp at time zone business_time_zone as today_start,
  date_trunc('month', today)::date as month, 30.4375 as month_days
from (
  select business_time_zone,
    coalesce(nullif(current_setting('tokenledger.today', true), '')::date, (now() at time zone business_time_zone)::date) as today
  from ops.split_settings
  order by load_id desc
  limit 1
) settings
