-- Running sums of months that a day does not move by what it came to: each less the one before it is its day. Healthy means empty.
create view law.months_differ_from_days as
select
  version_id, provider, kind, reason, status, day, sum(effective_usd) as effective_usd_difference, sum(requests) as requests_difference, sum(parts) as parts_difference
from (
  select true as kept, version_id, provider, kind, reason, status, day, parts - lag(parts, 1, 0::bigint) over so_far as parts,
    coalesce(effective_usd, 0) - coalesce(lag(effective_usd) over so_far, 0) as effective_usd,
    coalesce(effective_cny, 0) - coalesce(lag(effective_cny) over so_far, 0) as effective_cny,
    coalesce(gpu_seconds, 0) - coalesce(lag(gpu_seconds) over so_far, 0) as gpu_seconds,
    coalesce(a100_seconds, 0) - coalesce(lag(a100_seconds) over so_far, 0) as a100_seconds,
    coalesce(prompt_tokens, 0) - coalesce(lag(prompt_tokens) over so_far, 0) as prompt_tokens,
    coalesce(cached_tokens, 0) - coalesce(lag(cached_tokens) over so_far, 0) as cached_tokens,
    coalesce(generated_tokens, 0) - coalesce(lag(generated_tokens) over so_far, 0) as generated_tokens,
    coalesce(requests, 0) - coalesce(lag(requests) over so_far, 0) as requests,
    effective_usd_unknown - lag(effective_usd_unknown, 1, 0::bigint) over so_far as effective_usd_unknown,
    effective_cny_unknown - lag(effective_cny_unknown, 1, 0::bigint) over so_far as effective_cny_unknown,
    gpu_seconds_unknown - lag(gpu_seconds_unknown, 1, 0::bigint) over so_far as gpu_seconds_unknown,
    a100_seconds_unknown - lag(a100_seconds_unknown, 1, 0::bigint) over so_far as a100_seconds_unknown,
    prompt_tokens_unknown - lag(prompt_tokens_unknown, 1, 0::bigint) over so_far as prompt_tokens_unknown,
    cached_tokens_unknown - lag(cached_tokens_unknown, 1, 0::bigint) over so_far as cached_tokens_unknown,
    generated_tokens_unknown - lag(generated_tokens_unknown, 1, 0::bigint) over so_far as generated_tokens_unknown,
    requests_unknown - lag(requests_unknown, 1, 0::bigint) over so_far as requests_unknown,
    replica_hours - lag(replica_hours, 1, 0::bigint) over so_far as replica_hours,
    coalesce(seen_hours, 0) - coalesce(lag(seen_hours) over so_far, 0) as seen_hours,
    case when last_request_day is distinct from lag(last_request_day) over so_far then last_request_day end as request_day
  from report.sum_to_day
  window so_far as (partition by version_id, provider, kind, reason, status, date_trunc('month', day) order by day)
  union all
  select false, version_id, provider, kind, reason, status, day, -1,
    -coalesce(effective_usd, 0), -coalesce(effective_cny, 0), -coalesce(gpu_seconds, 0), -coalesce(a100_seconds, 0),
    -coalesce(prompt_tokens, 0), -coalesce(cached_tokens, 0), -coalesce(generated_tokens, 0), -coalesce(requests, 0),
    -(effective_usd is null)::integer, -(effective_cny is null)::integer, -(gpu_seconds is null)::integer, -(a100_seconds is null)::integer,
    -(prompt_tokens is null)::integer, -(cached_tokens is null)::integer,
    -(generated_tokens is null)::integer, -(requests is null)::integer,
    -replica_hours, -coalesce(coverage * replica_hours, 0), case when requests > 0 then day end
  from report.model_day
) both_sides
group by version_id, provider, kind, reason, status, day
having (
    sum(parts), sum(effective_usd), sum(effective_cny), sum(gpu_seconds), sum(a100_seconds),
    sum(prompt_tokens), sum(cached_tokens), sum(generated_tokens), sum(requests),
    sum(effective_usd_unknown), sum(effective_cny_unknown), sum(gpu_seconds_unknown), sum(a100_seconds_unknown),
    sum(prompt_tokens_unknown), sum(cached_tokens_unknown), sum(generated_tokens_unknown), sum(requests_unknown),
    sum(replica_hours), sum(seen_hours))
  is distinct from (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  or max(request_day) filter (where kept) is distinct from max(request_day) filter (where not kept)
