-- All days of the business time zone that hours are reported of. $1 time zone
select array_agg(distinct (hour at time zone $1::text)::date) as days
from (
  select hour from report.model_hour union all select hour from report.gpu_fleet_hour union all select hour from report.request_hour
) hours
