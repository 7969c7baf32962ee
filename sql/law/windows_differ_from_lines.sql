-- Windows that say they hold more or fewer lines than there are. A partial window only adds, so it may hold more.
create view law.windows_differ_from_lines as
select w.window_key, w.provider, w.billing_account_id, w.billing_period, w.line_count as said, coalesce(sum(l.line_count), 0) as held
from ops.window w
left join fact.bill_line l using (window_key)
group by w.window_key
having coalesce(sum(l.line_count), 0) < w.line_count or not w.partial and coalesce(sum(l.line_count), 0) > w.line_count
