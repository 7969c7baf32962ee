-- Of which versions, clouds and kinds the running sums of a month have to be worked out again, as a list of lists; NULL: of none. Those
-- whose days do not say what the sums of the day, less those of the day kept before it, say. $1 days
select jsonb_agg(distinct jsonb_build_array(version_id, provider, kind, reason, status))::text as keys
from (
  select version_id, provider, kind, reason, status
  from (
    select day as of_day, version_id, provider, kind, reason, status, parts,
      coalesce(effective_usd, 0) as effective_usd, coalesce(effective_cny, 0) as effective_cny,
      coalesce(gpu_seconds, 0) as gpu_seconds, coalesce(a100_seconds, 0) as a100_seconds,
      coalesce(prompt_tokens, 0) as prompt_tokens, coalesce(cached_tokens, 0) as cached_tokens,
      coalesce(generated_tokens, 0) as generated_tokens, coalesce(requests, 0) as requests,
      effective_usd_unknown, effective_cny_unknown, gpu_seconds_unknown, a100_seconds_unknown, prompt_tokens_unknown,
      cached_tokens_unknown, generated_tokens_unknown, requests_unknown,
      replica_hours, coalesce(seen_hours, 0) as seen_hours, last_request_day = day as asked_by_then, false as asked
    from report.sum_to_day
    where day = any($1::date[])
    union all
    select of_day, version_id, provider, kind, reason, status, -parts,
      -coalesce(effective_usd, 0), -coalesce(effective_cny, 0), -coalesce(gpu_seconds, 0), -coalesce(a100_seconds, 0),
      -coalesce(prompt_tokens, 0), -coalesce(cached_tokens, 0), -coalesce(generated_tokens, 0), -coalesce(requests, 0),
      -effective_usd_unknown, -effective_cny_unknown, -gpu_seconds_unknown, -a100_seconds_unknown, -prompt_tokens_unknown,
      -cached_tokens_unknown, -generated_tokens_unknown, -requests_unknown,
      -replica_hours, -coalesce(seen_hours, 0), false, false
    from (
      select of_day, (select max(day) from report.business_day where day >= date_trunc('month', of_day) and day < of_day) as day
      from unnest($1::date[]) as of_day
    ) days_before
    join report.sum_to_day using (day)
    union all
    select day, version_id, provider, kind, reason, status, -1,
      -coalesce(effective_usd, 0), -coalesce(effective_cny, 0), -coalesce(gpu_seconds, 0), -coalesce(a100_seconds, 0),
      -coalesce(prompt_tokens, 0), -coalesce(cached_tokens, 0), -coalesce(generated_tokens, 0), -coalesce(requests, 0),
      -(effective_usd is null)::integer, -(effective_cny is null)::integer, -(gpu_seconds is null)::integer,
      -(a100_seconds is null)::integer, -(prompt_tokens is null)::integer, -(cached_tokens is null)::integer,
      -(generated_tokens is null)::integer, -(requests is null)::integer,
      -replica_hours, -coalesce(coverage * replica_hours, 0), false, requests > 0
    from report.model_day
    where day = any($1::date[])
  ) sides
  group by of_day, version_id, provider, kind, reason, status
  having (sum(parts),
    sum(effective_usd), sum(effective_cny), sum(gpu_seconds), sum(a100_seconds), sum(prompt_tokens), sum(cached_tokens),
    sum(generated_tokens), sum(requests), sum(effective_usd_unknown), sum(effective_cny_unknown), sum(gpu_seconds_unknown),
    sum(a100_seconds_unknown), sum(prompt_tokens_unknown), sum(cached_tokens_unknown), sum(generated_tokens_unknown),
    sum(requests_unknown), sum(replica_hours), sum(seen_hours))
    is distinct from (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    or coalesce(bool_or(asked_by_then), false) <> coalesce(bool_or(asked), false)
) moved
