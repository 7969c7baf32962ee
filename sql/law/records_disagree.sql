-- Lines that count though their feed is not the source of record of their provider day, or do not count though it is.
-- Healthy means empty.
create view law.records_disagree as
select l.provider, l.billing_account_id, l.billing_period, l.billing_currency, w.feed, l.of_record, sum(l.line_count) as lines,
  sum(l.billed_cost) as billed_cost, min(l.charge_period_start) as first_charge, max(l.charge_period_start) as last_charge
from fact.bill_line l
join ops.window w using (window_key)
left join fact.provider p on p.provider = l.provider
where l.of_record <> exists (
  select from ops.source_of_record s
  where s.provider = l.provider and s.billing_account_id = l.billing_account_id and s.feed = w.feed
    and (l.charge_period_start at time zone coalesce(p.day_zone, 'UTC'))::date >= s.from_day
    and (l.charge_period_start at time zone coalesce(p.day_zone, 'UTC'))::date < s.to_day)
group by l.provider, l.billing_account_id, l.billing_period, l.billing_currency, w.feed, l.of_record
