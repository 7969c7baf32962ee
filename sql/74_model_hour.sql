-- What each version's hours came to: price times GPU-milliseconds plus crumbs, over all its machines, and the work it did there,
-- each added up by itself and then together: sorted as one, the columns that only the other side has cost twice the time.
-- Unknown amounts are left out and counted, so that the sums can be checked; they become NULL when they are written. Work of a
-- machine that is not billed yet stands alone, with its reason; what no telemetry counted is not known. $1 load, $2 from and
-- $3 to: so many hours at once as are sorted in memory
insert into stage.model_hour
  (load_id, version_id, provider, billing_account_id, region_id, kind, reason, status, hour,
   list_usd, billed_usd, effective_usd, list_cny, billed_cny, effective_cny,
   list_unknown, billed_unknown, effective_unknown, unconverted_usd, unconverted_cny, resource_hours, rates_provisional,
   gpu_seconds, a100_seconds, prompt_tokens, cached_tokens, generated_tokens, requests, work_in, work_out, running_seconds,
   replica_hours, replica_hours_not_exact, coverage)
select $1::bigint, version_id, provider, billing_account_id, region_id, kind, reason, status, hour,
  coalesce(sum(list_usd), 0), coalesce(sum(billed_usd), 0), coalesce(sum(effective_usd), 0),
  coalesce(sum(list_cny), 0), coalesce(sum(billed_cny), 0), coalesce(sum(effective_cny), 0),
  sum(list_open) + sum(unbilled), sum(unbilled), sum(effective_open) + sum(unbilled), sum(unconverted_usd), sum(unconverted_cny),
  sum(resource_hours), sum(provisional),
  case when sum(unbilled) + sum(gpu_unknown) = 0 then coalesce(sum(gpu_ms), 0) / 1000 end,
  case when sum(unbilled) + sum(a100_unknown) = 0 then coalesce(sum(a100_ms), 0) / 1000 end,
  case when sum(prompt_known) = sum(tellers) then coalesce(sum(prompt_tokens), 0) end,
  case when sum(cached_known) = sum(tellers) then coalesce(sum(cached_tokens), 0) end,
  case when sum(generated_known) = sum(tellers) then coalesce(sum(generated_tokens), 0) end,
  case when sum(requests_known) = sum(tellers) then coalesce(sum(requests), 0) end,
  case when sum(in_known) = sum(tellers) then coalesce(sum(work_in), 0) end,
  case when sum(out_known) = sum(tellers) then coalesce(sum(work_out), 0) end,
  case when sum(running_known) = sum(tellers) then coalesce(sum(running_ms), 0) / 1000 end,
  sum(replicas), sum(not_exact), round(sum(coverage) / nullif(sum(replicas), 0), 6)
from (
  select hour, version_id, provider, billing_account_id, region_id, kind, reason, status,
    0.000000000000000001 * (sum(list_usd * times) + sum(list_usd_left * upto / whole_ms - list_usd_left * (upto - ms) / whole_ms)) as list_usd,
    0.000000000000000001 * (sum(billed_usd * times) + sum(billed_usd_left * upto / whole_ms - billed_usd_left * (upto - ms) / whole_ms)) as billed_usd,
    0.000000000000000001 * (sum(effective_usd * times) + sum(effective_usd_left * upto / whole_ms - effective_usd_left * (upto - ms) / whole_ms)) as effective_usd,
    0.000000000000000001 * (sum(list_cny * times) + sum(list_cny_left * upto / whole_ms - list_cny_left * (upto - ms) / whole_ms)) as list_cny,
    0.000000000000000001 * (sum(billed_cny * times) + sum(billed_cny_left * upto / whole_ms - billed_cny_left * (upto - ms) / whole_ms)) as billed_cny,
    0.000000000000000001 * (sum(effective_cny * times) + sum(effective_cny_left * upto / whole_ms - effective_cny_left * (upto - ms) / whole_ms)) as effective_cny,
    count(*) filter (where list_open) as list_open, count(*) filter (where effective_open) as effective_open,
    count(*) - count(billed_usd) as unconverted_usd, count(*) - count(billed_cny) as unconverted_cny, count(*) as resource_hours,
    count(*) filter (where provisional) as provisional, count(*) filter (where main and gpu_ms is null) as gpu_unknown,
    count(*) filter (where main and (gpu_ms is null or gpu_ms <> 0 and a100_per_gpu is null)) as a100_unknown,
    sum(gpu_ms) filter (where main) as gpu_ms, sum(gpu_ms * a100_per_gpu) filter (where main) as a100_ms,
    0 as unbilled, 0 as replicas, count(*) filter (where untold) as tellers, 0 as prompt_known, 0 as cached_known, 0 as generated_known, 0 as requests_known, 0 as in_known,
    0 as out_known, 0 as running_known, 0 as not_exact, null::numeric as prompt_tokens, null::numeric as cached_tokens, null::numeric as generated_tokens,
    null::numeric as requests, null::numeric as work_in, null::numeric as work_out, null::numeric as running_ms, null::numeric as coverage
  from (
    select p.hour, p.provider, p.billing_account_id, p.region_id, p.status, p.provisional, p.main, p.a100_per_gpu, p.whole_ms,
      p.list_open, p.effective_open, p.list_usd, p.billed_usd, p.effective_usd, p.list_cny, p.billed_cny, p.effective_cny,
      p.list_usd_left, p.billed_usd_left, p.effective_usd_left, p.list_cny_left, p.billed_cny_left, p.effective_cny_left,
      coalesce(s.version_id, p.version_id) as version_id, p.kind = 'serving' as untold,
      case when p.kind <> 'split' then p.kind when s.kind is null then 'unattributed' else s.kind end as kind,
      case when p.kind <> 'split' then p.reason when s.kind is not null then s.reason
        when p.share_key <> p.resource_key then 'no_telemetry' else 'unmapped' end as reason,
      case when not p.main or s.split_by = 'last_day' then 0 when s.kind is null then p.gpu_ms when s.counted then s.gpu_ms end as gpu_ms,
      coalesce(s.gpu_ms, 1) as ms, coalesce(s.gpu_ms, 1)::numeric as times, coalesce(s.upto_ms, 1) as upto
    from stage.price p
    left join fact.share_hour s
      on p.kind = 'split' and s.hour = p.hour and s.resource_key = p.share_key and s.hour >= $2::timestamptz and s.hour < $3::timestamptz
    where p.load_id = $1::bigint and p.hour >= $2::timestamptz and p.hour < $3::timestamptz
    offset 0 -- one conversion for all six amounts
  ) shares
  group by hour, version_id, provider, billing_account_id, region_id, kind, reason, status
  union all
  select h.hour, h.version_id, coalesce(p.provider, h.provider, ''), coalesce(p.billing_account_id, ''), coalesce(p.region_id, ''),
    'serving', case when p.hour is null then 'unbilled' else '' end, coalesce(p.status, 'estimated'),
    null, null, null, null, null, null, 0, 0, 0, 0, 0, 0, 0, 0, null, null,
    count(*) filter (where p.hour is null), count(*), count(*), count(prompt_tokens), count(cached_tokens), count(generated_tokens), count(requests), count(work_in),
    count(work_out), count(running_ms), count(*) filter (where not exact), sum(prompt_tokens), sum(cached_tokens), sum(generated_tokens),
    sum(requests), sum(work_in), sum(work_out), sum(running_ms), sum(coverage)
  from stage.rolled t
  join fact.holder_hour h on h.hour = t.hour and h.hour >= $2::timestamptz and h.hour < $3::timestamptz
  left join stage.price p
    on p.load_id = $1::bigint and p.works and p.hour = h.hour and p.resource_id = h.resource_id
    and p.hour >= $2::timestamptz and p.hour < $3::timestamptz
    and left(p.resource_id, 200) = left(h.resource_id, 200) -- for the index: by the hour alone, each replica meets every machine
    and (h.provider is null or h.provider = p.provider)
  where t.load_id = $1::bigint
  group by 1, 2, 3, 4, 5, 7, 8
) both_kinds
group by hour, version_id, provider, billing_account_id, region_id, kind, reason, status
