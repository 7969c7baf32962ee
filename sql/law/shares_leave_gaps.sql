-- Hours of machines whose shares do not lie side by side from nothing up to the whole. Healthy means empty.
create view law.shares_leave_gaps as
select hour, resource_key, sum(gpu_ms) as gpu_ms, max(upto_ms) as upto_ms, max(whole_ms) as whole_ms
from (
  select hour, resource_key, gpu_ms, upto_ms, whole_ms,
    coalesce(lag(upto_ms) over (partition by hour, resource_key order by upto_ms), 0) as begins
  from fact.share_hour
) shares
group by hour, resource_key
having bool_or(upto_ms - gpu_ms <> begins) or max(upto_ms) <> max(whole_ms) or min(whole_ms) <> max(whole_ms)
