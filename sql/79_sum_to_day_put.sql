-- What the month of each version has come to in a cloud by the end of a day: running sums of its days, each standing until the next,
-- so that every key has a row on every day kept. What is known is summed, and beside it counted what is not. They go on from the day
-- kept before the first of the days. $1 days, $2 of which versions, clouds and kinds
insert into report.sum_to_day
  (version_id, provider, kind, reason, status, day, parts, effective_usd, effective_cny, gpu_seconds, a100_seconds,
   prompt_tokens, cached_tokens, generated_tokens, requests, effective_usd_unknown, effective_cny_unknown, gpu_seconds_unknown,
   a100_seconds_unknown, prompt_tokens_unknown, cached_tokens_unknown, generated_tokens_unknown, requests_unknown,
   replica_hours, seen_hours, last_request_day)
select
  version_id, provider, kind, reason, status, kept.day, parts, effective_usd, effective_cny, gpu_seconds, a100_seconds,
  prompt_tokens, cached_tokens, generated_tokens, requests, effective_usd_unknown, effective_cny_unknown, gpu_seconds_unknown,
  a100_seconds_unknown, prompt_tokens_unknown, cached_tokens_unknown, generated_tokens_unknown, requests_unknown, replica_hours,
  seen_hours, last_request_day
from (
  select
    version_id, provider, kind, reason, status, day, from_day, lead(day, 1, (month + interval '1 month')::date) over so_far as until,
    sum(parts) over so_far as parts,
    sum(effective_usd) over so_far as effective_usd,
    sum(effective_cny) over so_far as effective_cny,
    sum(gpu_seconds) over so_far as gpu_seconds,
    sum(a100_seconds) over so_far as a100_seconds,
    sum(prompt_tokens) over so_far as prompt_tokens,
    sum(cached_tokens) over so_far as cached_tokens,
    sum(generated_tokens) over so_far as generated_tokens,
    sum(requests) over so_far as requests,
    sum(effective_usd_unknown) over so_far as effective_usd_unknown,
    sum(effective_cny_unknown) over so_far as effective_cny_unknown,
    sum(gpu_seconds_unknown) over so_far as gpu_seconds_unknown,
    sum(a100_seconds_unknown) over so_far as a100_seconds_unknown,
    sum(prompt_tokens_unknown) over so_far as prompt_tokens_unknown,
    sum(cached_tokens_unknown) over so_far as cached_tokens_unknown,
    sum(generated_tokens_unknown) over so_far as generated_tokens_unknown,
    sum(requests_unknown) over so_far as requests_unknown,
    sum(replica_hours) over so_far as replica_hours,
    sum(seen_hours) over so_far as seen_hours,
    max(last_request_day) over so_far as last_request_day
  from (
    select stood.version_id, stood.provider, stood.kind, stood.reason, stood.status, stood.day, month, from_day, stood.parts,
      stood.effective_usd, stood.effective_cny, stood.gpu_seconds, stood.a100_seconds, stood.prompt_tokens, stood.cached_tokens,
      stood.generated_tokens, stood.requests, stood.effective_usd_unknown, stood.effective_cny_unknown,
      stood.gpu_seconds_unknown, stood.a100_seconds_unknown, stood.prompt_tokens_unknown, stood.cached_tokens_unknown,
      stood.generated_tokens_unknown, stood.requests_unknown, stood.replica_hours, stood.seen_hours, stood.last_request_day
    from (
      select month, from_day, (select max(day) from report.business_day where day >= month and day < from_day) as day_before
      from (select date_trunc('month', day)::date as month, min(day) as from_day from unnest($1::date[]) as day group by 1) first_days
    ) months
    join report.sum_to_day stood on stood.day = day_before
    where (version_id, provider, kind, reason, status) in (select (k ->> 0)::bigint, k ->> 1, k ->> 2, k ->> 3, k ->> 4 from jsonb_array_elements($2::jsonb) as k)
    union all
    select
      version_id, provider, kind, reason, status, day, month, from_day, count(*),
      sum(effective_usd), sum(effective_cny), sum(gpu_seconds), sum(a100_seconds), sum(prompt_tokens), sum(cached_tokens),
      sum(generated_tokens), sum(requests),
      count(*) filter (where effective_usd is null), count(*) filter (where effective_cny is null),
      count(*) filter (where gpu_seconds is null), count(*) filter (where a100_seconds is null),
      count(*) filter (where prompt_tokens is null), count(*) filter (where cached_tokens is null),
      count(*) filter (where generated_tokens is null), count(*) filter (where requests is null),
      sum(replica_hours), sum(coverage * replica_hours), max(day) filter (where requests > 0)
    from (
      select month, from_day, (select max(day) from report.business_day where day >= month and day < from_day) as day_before
      from (select date_trunc('month', day)::date as month, min(day) as from_day from unnest($1::date[]) as day group by 1) first_days
    ) months
    join report.model_day d on d.day >= from_day and d.day < (month + interval '1 month')::date
    where (version_id, provider, kind, reason, status) in (select (k ->> 0)::bigint, k ->> 1, k ->> 2, k ->> 3, k ->> 4 from jsonb_array_elements($2::jsonb) as k)
    group by version_id, provider, kind, reason, status, day, month, from_day
  ) days
  window so_far as (partition by version_id, provider, kind, reason, status, month order by day)
) sums
join report.business_day kept on kept.day >= greatest(sums.day, from_day) and kept.day < until
order by kept.day, version_id
on conflict (day, version_id, provider, kind, reason, status) do update set
  parts = excluded.parts, effective_usd = excluded.effective_usd, effective_cny = excluded.effective_cny,
  gpu_seconds = excluded.gpu_seconds, a100_seconds = excluded.a100_seconds, prompt_tokens = excluded.prompt_tokens,
  cached_tokens = excluded.cached_tokens, generated_tokens = excluded.generated_tokens, requests = excluded.requests,
  effective_usd_unknown = excluded.effective_usd_unknown, effective_cny_unknown = excluded.effective_cny_unknown,
  gpu_seconds_unknown = excluded.gpu_seconds_unknown, a100_seconds_unknown = excluded.a100_seconds_unknown,
  prompt_tokens_unknown = excluded.prompt_tokens_unknown, cached_tokens_unknown = excluded.cached_tokens_unknown,
  generated_tokens_unknown = excluded.generated_tokens_unknown, requests_unknown = excluded.requests_unknown,
  replica_hours = excluded.replica_hours, seen_hours = excluded.seen_hours, last_request_day = excluded.last_request_day
