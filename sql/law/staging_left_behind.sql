-- Loads that committed and left rows in staging. Healthy means empty.
create view law.staging_left_behind as
select load_id, count(*) as staged
from (
  select load_id from stage.bill_line union all select load_id from stage.moved
  union all select load_id from stage.touched union all select load_id from stage.control
) left_over
group by load_id
