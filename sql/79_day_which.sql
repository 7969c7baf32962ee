-- The days of the business time zone that the hours to report lie in. $1 load, $2 time zone
select array_agg(distinct (hour at time zone $2::text)::date) as days
from stage.rolled
where load_id = $1::bigint
