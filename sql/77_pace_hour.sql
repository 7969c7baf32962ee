-- How much each version generated on which GPU, and in how many GPU-seconds: on machines of which both are known. A machine whose
-- charges name two kinds of GPU has none; one that two accounts are billed for counts its tokens once. $1 load, $2 from and $3 to:
-- so many hours at once as are sorted in memory
insert into stage.pace_hour (load_id, version_id, gpu_model, hour, generated_tokens, gpu_seconds)
select $1::bigint, version_id, gpu_model, hour, sum(generated_tokens), sum(gpu_ms) / 1000
from (
  select s.hour, s.version_id, k.gpu_model, r.resource_id, h.generated_tokens, sum(s.gpu_ms) as gpu_ms
  from fact.share_hour s
  join fact.resource r using (resource_key)
  join fact.machine_gpu k using (resource_key)
  join (
    select hour, resource_id, version_id, case when count(*) = count(generated_tokens) then sum(generated_tokens) end as generated_tokens
    from fact.holder_hour
    where hour in (select hour from stage.rolled where load_id = $1::bigint) and hour >= $2::timestamptz and hour < $3::timestamptz
    group by hour, resource_id, version_id
  ) h on h.hour = s.hour and h.resource_id = r.resource_id and h.version_id = s.version_id
  where s.hour >= $2::timestamptz and s.hour < $3::timestamptz and s.kind in ('serving', 'warm_idle') and s.counted
    and s.split_by <> 'last_day'
  group by s.hour, s.version_id, k.gpu_model, r.resource_id, h.generated_tokens
) machines
where generated_tokens is not null -- a condition of the groups above would pass for one in 200, and all be joined with all
group by version_id, gpu_model, hour
