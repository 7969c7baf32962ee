-- Accounts for which two feeds are said to count on the same day. Healthy means empty.
create view law.sources_of_record_overlap as
select a.provider, a.billing_account_id, a.feed, b.feed as other_feed, b.from_day, least(a.to_day, b.to_day) as to_day
from ops.source_of_record a
join ops.source_of_record b
  on b.provider = a.provider and b.billing_account_id = a.billing_account_id and a.from_day < b.from_day and b.from_day < a.to_day
