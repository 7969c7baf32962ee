-- What reading prompts cost each version in an hour and what generating did: in hours in which replicas of it do one of both
-- (roles), or tell what their GPUs worked (flops). A machine that only works out prompts for it is all input, one that only answers
-- all output; where both stand on one machine, by the GPU time that each held. What is left (replicas that do both, GPUs that nobody
-- tells) goes by what their GPUs worked where all tell; else by weighted tokens: of the replicas there, else all of the version's.
-- Output is what input leaves, so that both are the cost. $1 load, $2 from and $3 to: so many hours as are sorted in memory
insert into stage.phase_hour (load_id, version_id, hour, input_usd, output_usd, input_cny, output_cny, phases_from)
select $1::bigint, version_id, hour, input_usd, usd - input_usd, input_cny, cny - input_cny,
  concat_ws(',', case when roles then 'roles' end, case when not rest then null when measured is null then 'weights' else 'flops' end)
from (
  select version_id, hour, roles, rest, measured, usd, cny,
    round(prefill_usd + case when rest then left_usd * coalesce(measured, weight_in) else 0 end, 18) as input_usd,
    round(prefill_cny + case when rest then left_cny * coalesce(measured, weight_in) else 0 end, 18) as input_cny
  from (
    select version_id, hour, sum(roles) > 0 as roles, bool_or(prefill + decode < whole) as rest,
      case when bool_and(usd is not null) then sum(usd) end as usd, case when bool_and(cny is not null) then sum(cny) end as cny,
      case when bool_and(usd is not null) then sum(usd * prefill / whole) end as prefill_usd,
      case when bool_and(cny is not null) then sum(cny * prefill / whole) end as prefill_cny,
      sum(usd * (whole - prefill - decode) / whole) as left_usd, sum(cny * (whole - prefill - decode) / whole) as left_cny,
      case when sum(left_silent) = 0 then sum(left_read) / nullif(sum(left_read) + sum(left_said), 0) end as measured,
      case when sum(left_open) = 0 and sum(left_in) + sum(left_out) > 0 then sum(left_in) / (sum(left_in) + sum(left_out))
        when sum(work_open) = 0 then sum(work_in) / nullif(sum(work_in) + sum(work_out), 0) end as weight_in
    from (
      select c.version_id, c.hour, c.usd, c.cny, m.roles, m.work_in, m.work_out, m.work_open, m.left_in, m.left_out, m.left_open,
        m.left_read, m.left_said, coalesce(m.left_silent, 1) as left_silent,
        coalesce(m.whole, 1) as whole, coalesce(m.prefill, 0) as prefill, coalesce(m.decode, 0) as decode
      from (
        select c.hour, coalesce(p.share_key, c.resource_key) as resource_key, c.version_id,
          case when bool_and(c.effective_usd is not null) then sum(c.effective_usd) end as usd,
          case when bool_and(c.effective_cny is not null) then sum(c.effective_cny) end as cny
        from fact.model_cost_hour c
        join fact.part p using (part_id)
        where c.hour >= $2::timestamptz and c.hour < $3::timestamptz and c.version_id <> 0 and c.reason = ''
          and c.hour in (
            select u.hour
            from stage.rolled t
            join fact.usage_hour u on u.hour = t.hour and (u.role in ('prefill', 'decode') or u.flops is not null)
            where t.load_id = $1::bigint)
        group by 1, 2, 3
      ) c
      left join (
        select hour, resource_key, version_id, prefills + decodes as roles, work_in, work_out, work_open,
          case when parted then held else 1 end as whole,
          case when parted then coalesce(prefill_held, 0) when prefills = n then 1 else 0 end as prefill,
          case when parted then coalesce(decode_held, 0) when decodes = n then 1 else 0 end as decode,
          case when parted then both_in when greatest(prefills, decodes) < n then work_in else 0 end as left_in,
          case when parted then both_out when greatest(prefills, decodes) < n then work_out else 0 end as left_out,
          case when parted then both_open when greatest(prefills, decodes) < n then work_open else 0 end as left_open,
          case when parted then both_read when greatest(prefills, decodes) < n then read else 0 end as left_read,
          case when parted then both_said when greatest(prefills, decodes) < n then said else 0 end as left_said,
          case when parted then both_silent when greatest(prefills, decodes) < n then silent else 0 end as left_silent
        from (
          select hour, resource_key, version_id, count(*) as n, count(*) filter (where role = 'prefill') as prefills,
            count(*) filter (where role = 'decode') as decodes,
            count(distinct role) > 1 and bool_and(held is not null) and sum(held) > 0 as parted,
            sum(held) as held, sum(held) filter (where role = 'prefill') as prefill_held, sum(held) filter (where role = 'decode') as decode_held,
            sum(work_in) as work_in, sum(work_out) as work_out, count(*) filter (where work_in + work_out is null) as work_open,
            coalesce(sum(work_in) filter (where role = 'both'), 0) as both_in,
            coalesce(sum(work_out) filter (where role = 'both'), 0) as both_out,
            count(*) filter (where role = 'both' and work_in + work_out is null) as both_open,
            sum(read) as read, sum(said) as said, count(*) filter (where silent) as silent, sum(read) filter (where role = 'both') as both_read,
            sum(said) filter (where role = 'both') as both_said, count(*) filter (where role = 'both' and silent) as both_silent
          from (
            select h.hour, r.resource_key, h.version_id, coalesce(u.role, 'both') as role, h.work_in, h.work_out,
              case when h.measured_ms is null then h.gpus * (h.held_to - h.held_from) end as held,
              w.input_seconds as read, w.output_seconds as said, w.hour is null as silent
            from fact.holder_hour h
            join fact.resource r on r.resource_id = h.resource_id and (h.provider is null or h.provider = r.provider)
            left join fact.usage_hour u using (hour, source, replica, served_model)
            left join fact.machine_gpu g on g.resource_key = r.resource_key
            left join fact.phase_work w using (hour, source, replica, served_model, gpu_model)
            where h.hour >= $2::timestamptz and h.hour < $3::timestamptz
          ) holders
          group by hour, resource_key, version_id
        ) held
      ) m using (hour, resource_key, version_id)
    ) machines
    group by version_id, hour
  ) versions
  where roles or measured is not null
) phases
