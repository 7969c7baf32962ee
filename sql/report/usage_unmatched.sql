-- Replicas of which nothing says what machine they ran on, or which version they served, and those of a machine that no bill
-- names (yet), a row for each: since when, and how much work of theirs hangs in the air. An entry of usage.deployments, a
-- label of the target or the bill mends it. Whether a bill names a machine is asked once a deployment, not once an hour.
create view report.usage_unmatched as
select source, replica, served_model, lacks, resource_id, min(hour) as since, max(hour) as last, count(*) as hours,
  case when count(prompt_tokens) = count(*) and count(generated_tokens) = count(*)
    then sum(prompt_tokens) + sum(generated_tokens) end as tokens
from (
  select source, replica, served_model, lacks, null::text as resource_id, hour, prompt_tokens, generated_tokens
  from fact.deployed_usage
  join (values ('resource'), ('version')) as lacking(lacks)
    on lacks = 'resource' and resource_id is null or lacks = 'version' and version is null
  union all
  select u.source, u.replica, u.served_model, 'bill', d.resource_id, u.hour, u.prompt_tokens, u.generated_tokens
  from fact.deployment d
  join fact.usage_hour u
    on u.source = d.source and u.replica = d.replica and u.served_model = d.served_model and u.hour >= d.from_hour
    and u.hour < d.to_hour
  where d.resource_id is not null and not exists (
    select from fact.resource r
    where r.resource_id = d.resource_id and (d.provider is null or r.provider = d.provider))
) lacking
group by source, replica, served_model, lacks, resource_id
