-- When levers were looked at last: report.lever_now is of then. Empty until somebody has.
create view report.lever_look as
select kept_at as looked_at
from ops.lever_look
where kept_at is not null
order by day desc
limit 1
