-- Lines of an account whose feed has become, or is no longer, the source of record of their provider day.
-- $1 load, $2 providers and $3 accounts, side by side
insert into stage.moved (load_id, why, resource_key, charge_period_start, charge_period_end, line_key, gone, came)
select $1::bigint, 'record', l.resource_key, l.charge_period_start, l.charge_period_end, l.line_key, l.of_record, not l.of_record
from ops.window w
join unnest($2::text[], $3::text[]) as account(provider, billing_account_id) using (provider, billing_account_id)
join fact.bill_line l on l.window_key = w.window_key and l.load_id <> $1::bigint
left join fact.provider p on p.provider = l.provider
left join ops.source_of_record s
  on s.provider = l.provider and s.billing_account_id = l.billing_account_id
  and (l.charge_period_start at time zone coalesce(p.day_zone, 'UTC'))::date >= s.from_day
  and (l.charge_period_start at time zone coalesce(p.day_zone, 'UTC'))::date < s.to_day
where l.of_record <> coalesce(s.feed = w.feed, false)
