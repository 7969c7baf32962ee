-- New lines of a feed that is not the source of record on their provider day: kept and compared, not counted.
-- $1 load, $2 windows
update fact.bill_line l
set of_record = false
from ops.window w
left join fact.provider p using (provider)
where l.load_id = $1::bigint and l.window_key = any($2::bigint[]) and w.window_key = l.window_key
  and not exists (
    select from ops.source_of_record s
    where s.provider = l.provider and s.billing_account_id = l.billing_account_id and s.feed = w.feed
      and (l.charge_period_start at time zone coalesce(p.day_zone, 'UTC'))::date >= s.from_day
      and (l.charge_period_start at time zone coalesce(p.day_zone, 'UTC'))::date < s.to_day)
