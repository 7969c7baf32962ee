-- The days of which a best pace may be another now: those of hours that go otherwise, and the 29 days after each. $1 load,
-- $2 time zone
select array_agg(distinct day + later) as days
from (
  select distinct (hour at time zone $2::text)::date as day
  from (
    select version_id, gpu_model, hour, generated_tokens, gpu_seconds from stage.pace_hour where load_id = $1::bigint
    union all
    select version_id, gpu_model, hour, generated_tokens, gpu_seconds
    from report.pace_hour
    where hour in (select hour from stage.rolled where load_id = $1::bigint)
  ) sides
  group by version_id, gpu_model, hour, generated_tokens, gpu_seconds
  having count(*) = 1
) moved
cross join generate_series(0, 29) as later
