-- How far the lines reach that are stored of windows of which some were rejected: a rejected line is not ours, and what it
-- says of its time may be why it was. Of a window without any line, nothing. $1 load, $2 windows
update ops.window w
set first_charge = reach.first_charge, last_charge = reach.last_charge, usage_days = reach.usage_days
from (
  select held.window_key,
    coalesce(min(l.charge_period_start), min(held.billing_period)::timestamp at time zone 'UTC') as first_charge,
    coalesce(max(l.charge_period_end), min(held.billing_period)::timestamp at time zone 'UTC') as last_charge,
    coalesce(
      array_agg(distinct (l.charge_period_start at time zone 'UTC')::date) filter (where l.charge_category = 'Usage'),
      '{}') as usage_days
  from ops.window held
  left join fact.bill_line l using (window_key)
  where held.load_id = $1::bigint and held.window_key = any($2::bigint[]) and not held.complete
  group by held.window_key
) reach
where w.window_key = reach.window_key
