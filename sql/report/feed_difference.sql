-- Several feeds of one account side by side: the one that counts and what the others say. Compared, never added.
create view report.feed_difference as
select l.provider, l.billing_account_id, l.billing_period, l.billing_currency, w.feed,
  sum(l.billed_cost) as billed_cost, sum(l.billed_cost) filter (where l.of_record) as billed_cost_of_record,
  sum(sum(l.billed_cost) filter (where l.of_record)) over account - sum(l.billed_cost) as difference_to_record
from fact.bill_line l
join ops.window w using (window_key)
group by l.provider, l.billing_account_id, l.billing_period, l.billing_currency, w.feed
window account as (partition by l.provider, l.billing_account_id, l.billing_period, l.billing_currency)
