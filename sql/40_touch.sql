-- The hours to fold again: those that a moved line covers, and all of windows that are new or whose status changes as a
-- whole. A line without length belongs to the hour that contains it. $1 load, $2 windows
insert into stage.touched (load_id, resource_key, hour)
select distinct $1::bigint, resource_key,
  generate_series(
    date_bin('1 hour', charge_period_start, timestamptz '1970-01-01 00:00Z'),
    greatest(charge_period_start, charge_period_end - interval '1 microsecond'),
    interval '1 hour')
from (
  select distinct resource_key, charge_period_start, charge_period_end from stage.moved where load_id = $1::bigint
  union all
  select distinct resource_key, charge_period_start, charge_period_end from fact.bill_line where window_key = any($2::bigint[])
) covered
