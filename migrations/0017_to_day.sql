-- Months of versions as running sums, a row for each day: any span of days is a difference of two of them, so that a list of versions
-- over a year reads one row a month, whatever days the year begins and ends on. They hold what months did.
drop table report.sum_month;

create table report.sum_to_day (
  version_id bigint not null,
  provider text not null collate "C",
  kind text not null collate "C",
  reason text not null collate "C",
  status text not null collate "C",
  day date not null,
  parts bigint not null check (parts > 0),
  effective_usd numeric(38,18),
  effective_cny numeric(38,18),
  gpu_seconds numeric(38,3),
  a100_seconds numeric(38,18),
  prompt_tokens bigint,
  cached_tokens bigint,
  generated_tokens bigint,
  requests bigint,
  effective_usd_unknown bigint not null,
  effective_cny_unknown bigint not null,
  gpu_seconds_unknown bigint not null,
  a100_seconds_unknown bigint not null,
  prompt_tokens_unknown bigint not null,
  cached_tokens_unknown bigint not null,
  generated_tokens_unknown bigint not null,
  requests_unknown bigint not null,
  replica_hours bigint not null,
  seen_hours numeric,
  last_request_day date,
  primary key (day, version_id, provider, kind, reason, status)
);

-- What is reported already.
insert into report.sum_to_day
  (version_id, provider, kind, reason, status, day, parts, effective_usd, effective_cny, gpu_seconds, a100_seconds,
   prompt_tokens, cached_tokens, generated_tokens, requests,
   effective_usd_unknown, effective_cny_unknown, gpu_seconds_unknown, a100_seconds_unknown,
   prompt_tokens_unknown, cached_tokens_unknown, generated_tokens_unknown, requests_unknown, replica_hours,
   seen_hours, last_request_day)
select
  version_id, provider, kind, reason, status, kept.day, parts, effective_usd, effective_cny, gpu_seconds, a100_seconds,
  prompt_tokens, cached_tokens, generated_tokens, requests,
  effective_usd_unknown, effective_cny_unknown, gpu_seconds_unknown, a100_seconds_unknown,
  prompt_tokens_unknown, cached_tokens_unknown, generated_tokens_unknown, requests_unknown, replica_hours, seen_hours, last_request_day
from (
  select
    version_id, provider, kind, reason, status, day, lead(day, 1, (month + interval '1 month')::date) over so_far as until,
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
    select
      version_id, provider, kind, reason, status, day, date_trunc('month', day)::date as month, count(*) as parts,
      sum(effective_usd) as effective_usd, sum(effective_cny) as effective_cny,
      sum(gpu_seconds) as gpu_seconds, sum(a100_seconds) as a100_seconds,
      sum(prompt_tokens) as prompt_tokens, sum(cached_tokens) as cached_tokens,
      sum(generated_tokens) as generated_tokens, sum(requests) as requests,
      count(*) filter (where effective_usd is null) as effective_usd_unknown,
      count(*) filter (where effective_cny is null) as effective_cny_unknown,
      count(*) filter (where gpu_seconds is null) as gpu_seconds_unknown,
      count(*) filter (where a100_seconds is null) as a100_seconds_unknown,
      count(*) filter (where prompt_tokens is null) as prompt_tokens_unknown,
      count(*) filter (where cached_tokens is null) as cached_tokens_unknown,
      count(*) filter (where generated_tokens is null) as generated_tokens_unknown,
      count(*) filter (where requests is null) as requests_unknown,
      sum(replica_hours) as replica_hours, sum(coverage * replica_hours) as seen_hours,
      max(day) filter (where requests > 0) as last_request_day
    from report.model_day
    group by version_id, provider, kind, reason, status, day
  ) days
  window so_far as (partition by version_id, provider, kind, reason, status, month order by day)
) sums
join report.business_day kept on kept.day >= sums.day and kept.day < until
order by kept.day, version_id;
