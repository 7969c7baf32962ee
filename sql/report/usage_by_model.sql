-- What each model version did in an hour, all its replicas together. A sum that one of them leaves open is NULL; quality is
-- the worst of them, coverage the least, and unobserved the sum.
create view report.usage_by_model as
select hour, model, version, count(distinct (source, replica)) as replicas,
  case when count(prompt_tokens) = count(*) then sum(prompt_tokens) end as prompt_tokens,
  case when count(cached_tokens) = count(*) then sum(cached_tokens) end as cached_tokens,
  case when count(generated_tokens) = count(*) then sum(generated_tokens) end as generated_tokens,
  case when count(requests) = count(*) then sum(requests) end as requests,
  (array['exact', 'baseline_unknown', 'lower_bound'])[
    max(case quality when 'exact' then 1 when 'baseline_unknown' then 2 else 3 end)] as quality,
  min(coverage) as coverage, sum(unobserved_ms) / 1000 as unobserved_seconds
from fact.deployed_usage
group by hour, model, version
