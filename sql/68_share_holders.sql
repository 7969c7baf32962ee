-- From who held a machine to shares of its hour (ledger.md 7). A replica that tells its GPUs has a card of its own: so many
-- GPUs for as long as it was there. The others share one card, what the bill says beyond: one GPU each where that is nothing.
-- The versions of one card share its milliseconds by what each was measured to do there, else by weighted tokens, else by running
-- seconds, else by how long each was there; milliseconds are whole and dealt by running sums, so that no part of the money is
-- lost. Of a share, the part of its time with work running is serving, the rest warm idle. What nobody held is cold idle where
-- telemetry read the hour whole, and else has no telemetry. The whole is what was billed, or what was held where that is more.
-- A whole of more than 800 GPUs is counted in seconds, one of more than 800,000 in thousands of them, for crumbs are dealt in
-- 64 bits; what is less than one of these weighs nothing. A machine's hour is sorted twice, by card and by part, and all windows
-- go by one of the two. $1 load, $2 from and $3 to: so many hours at once as are sorted in memory
insert into fact.share_hour (hour, resource_key, version_id, kind, reason, gpu_ms, upto_ms, whole_ms, split_by, counted, over)
select hour, resource_key, version_id, kind, case kind when 'unattributed' then 'no_telemetry' else '' end, ms, upto, whole,
  (array['gpus', 'running', 'time', 'tokens', 'measured'])[split_by], counted and every = 1, over
from (
  select *, upto_uncut / every - (upto_uncut - uncut_ms) / every as ms, upto_uncut / every as upto, uncut_whole / every as whole
  from (
    select *, (sum(uncut_ms) over (partition by hour, resource_key order by part, version_id rows unbounded preceding))::bigint as upto_uncut
    from (
      select hour, resource_key, part, case part when 3 then 0 else version_id end as version_id,
        case when part = 1 then 'serving' when part = 2 then 'warm_idle' when bool_and(complete) then 'cold_idle' else 'unattributed' end as kind,
        sum(case part when 1 then serving_ms when 2 then holder_ms - serving_ms else capacity_ms - used end)::bigint as uncut_ms,
        max(greatest(capacity_ms, used)) as uncut_whole,
        case when max(greatest(capacity_ms, used)) <= 2900000000 then 1 when max(greatest(capacity_ms, used)) <= 2900000000000 then 1000 else 1000000 end as every,
        max(split_by) as split_by, bool_and(counted) as counted, coalesce(bool_or(used > capacity_ms), false) as over
      from (
        select *, unnest(case when place = 1 then array[1, 2, 3] when serving_ms = holder_ms then array[1] else array[1, 2] end) as part
        from (
          select *, case when busy_ms is null then holder_ms else holder_ms * least(busy_ms, holds) / holds end as serving_ms
          from (
            select *, case when n = 1 then card_ms
                else (div(card_ms * sum(weight) over card_order, weights)
                  - div(card_ms * (sum(weight) over card_order - weight), weights))::bigint end as holder_ms
            from (
              select *, case card_key when 0 then pool_ms else told_ms end as card_ms, told + pool_ms as used,
                case split_by when 2 then running_ms when 3 then holds when 4 then work when 5 then measured_ms end::numeric as weight,
                case split_by when 2 then ran when 3 then held when 4 then worked when 5 then measured end as weights
              from (
                select *, capacity_ms is not null or pools = 0 as counted,
                  case when n = 1 then 1 when measures = n and measured > 0 then 5 when works = n and worked > 0 then 4 when runs = n and ran > 0 then 2 else 3 end as split_by,
                  case when pools = 0 then 0
                    when capacity_ms is null and told = 0 then pool_span
                    when capacity_ms > told then ((capacity_ms - told)::numeric * pool_span / 3600000)::bigint
                    else pool_span * pools end as pool_ms
                from (
                  select *, row_number() over machine as place, coalesce(sum(told_ms) filter (where nth = 1) over machine, 0)::bigint as told,
                    count(*) filter (where card_key = 0) over machine as pools, max(span) filter (where card_key = 0) over machine as pool_span
                  from (
                    select *, row_number() over card as nth, count(*) over card as n, count(work) over card as works, sum(work) over card as worked,
                      count(running_ms) over card as runs, sum(running_ms) over card as ran, sum(holds) over card as held,
                      count(measured_ms) over card as measures, sum(measured_ms) over card as measured,
                      (max(held_to) over card - min(held_from) over card)::bigint as span,
                      case when card_key <> 0
                        then round(max(gpus) over card * (max(held_to) over card - min(held_from) over card))::bigint end as told_ms
                    from (
                      select s.hour, s.resource_key, s.capacity_ms, s.complete, h.version_id, h.card_key, h.holder_key, h.gpus, h.held_from, h.held_to,
                        h.held_to - h.held_from as holds, h.busy_ms, h.running_ms::integer, h.work_in + h.work_out as work, h.measured_ms
                      from stage.split s
                      join fact.holder_hour h
                        on h.hour = s.hour and h.resource_id = s.resource_id and h.held_to > h.held_from
                        and h.hour >= $2::timestamptz and h.hour < $3::timestamptz
                        and (h.provider is null or h.provider = s.provider)
                      where s.load_id = $1::bigint and s.hour >= $2::timestamptz and s.hour < $3::timestamptz
                    ) seen
                    window card as (partition by hour, resource_key, card_key order by version_id, holder_key
                      rows between unbounded preceding and unbounded following)
                  ) told
                  window machine as (partition by hour, resource_key order by card_key, version_id, holder_key
                    rows between unbounded preceding and unbounded following)
                ) pooled
              ) weighed
            ) weighted
            window card_order as (partition by hour, resource_key, card_key order by version_id, holder_key rows unbounded preceding)
          ) dealt
        ) parted
      ) pieces
      where case part when 1 then serving_ms when 2 then holder_ms - serving_ms else capacity_ms - used end > 0
      group by hour, resource_key, part, case part when 3 then 0 else version_id end
    ) uncut
  ) running
) shares
where ms > 0
