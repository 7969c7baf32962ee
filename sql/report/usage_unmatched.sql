-- Replicas of which nothing says what machine they ran on, or which version they served, a row for each: since when, and how
-- much work of theirs hangs in the air. An entry of usage.deployments, or a label of the target, mends it.
create view report.usage_unmatched as
select source, replica, served_model, lacks, min(hour) as since, max(hour) as last, count(*) as hours,
  case when count(prompt_tokens) = count(*) and count(generated_tokens) = count(*)
    then sum(prompt_tokens) + sum(generated_tokens) end as tokens
from fact.deployed_usage
join (values ('resource'), ('version')) as lacking(lacks)
  on lacks = 'resource' and resource_id is null or lacks = 'version' and version is null
group by source, replica, served_model, lacks
