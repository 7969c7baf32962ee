-- Hours of versions whose shares by who asked do not lie side by side from nothing up to the whole. Healthy means empty.
create view law.tenant_shares_leave_gaps as
select hour, version_id, min(whole) as whole, sum(weight) as held
from (
  select *, lag(upto, 1, 0::numeric) over (partition by hour, version_id order by upto) as before
  from report.tenant_hour
  where weight > 0
) shares
group by hour, version_id
having bool_or(upto - weight <> before) or max(upto) <> min(whole) or min(whole) <> max(whole)
