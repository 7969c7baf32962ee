-- What fired and is not over, as it was seen when it fired. Empty, too, where nobody evaluates rules.
create view report.alert_open as
select rule, nullif(model, '') as model, nullif(version, '') as version, nullif(provider, '') as provider, value, threshold, now_usd, now_cny,
  usual_usd, usual_cny, since, fired_at, told_at
from ops.alert_event
where resolved_at is null
