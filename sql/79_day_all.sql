-- All days of the business time zone that hours are reported of. $1 time zone
select array_agg(distinct (hour at time zone $1::text)::date) as days
from report.model_hour
