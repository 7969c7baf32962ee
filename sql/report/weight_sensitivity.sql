-- What a version's day would come to if tokens weighed otherwise: as they do, and 1 for an input token, 0.1 for a cached and 2 for
-- a generated one. Where versions shared a machine's hour by tokens, they share the same money again; elsewhere only the line
-- between input and output moves. So a day's versions come to the same sum under either, and machines keep theirs.
create view report.weight_sensitivity as
select f.day, v.model, v.version, f.weights, round(f.cost_usd, 12) as cost_usd, round(f.cost_cny, 12) as cost_cny,
  round(1000000 * f.cost_usd * f.work_in / nullif(f.work_in + f.work_out, 0) / nullif(f.prompt_tokens, 0), 12) as usd_per_1m_input_tokens,
  round(1000000 * f.cost_cny * f.work_in / nullif(f.work_in + f.work_out, 0) / nullif(f.prompt_tokens, 0), 12) as cny_per_1m_input_tokens,
  round(1000000 * f.cost_usd * f.work_out / nullif(f.work_in + f.work_out, 0) / nullif(f.generated_tokens, 0), 12) as usd_per_1m_output_tokens,
  round(1000000 * f.cost_cny * f.work_out / nullif(f.work_in + f.work_out, 0) / nullif(f.generated_tokens, 0), 12) as cny_per_1m_output_tokens
from (
  select m.day, m.version_id, w.weights, m.prompt_tokens, m.generated_tokens,
    m.usd + case w.weights when '1 : 0.1 : 2' then coalesce(s.moved_usd, 0) else 0 end as cost_usd,
    m.cny + case w.weights when '1 : 0.1 : 2' then coalesce(s.moved_cny, 0) else 0 end as cost_cny,
    case w.weights when 'in force' then m.work_in else 10 * m.prompt_tokens - 9 * least(coalesce(m.cached_tokens, 0), m.prompt_tokens) end as work_in,
    case w.weights when 'in force' then m.work_out else 20 * m.generated_tokens end as work_out
  from (
    select day, version_id, case when bool_and(effective_usd is not null) then sum(effective_usd) end as usd,
      case when bool_and(effective_cny is not null) then sum(effective_cny) end as cny,
      case when bool_and(prompt_tokens is not null) then sum(prompt_tokens) end as prompt_tokens, sum(cached_tokens) as cached_tokens,
      case when bool_and(generated_tokens is not null) then sum(generated_tokens) end as generated_tokens,
      case when bool_and(work_in is not null) then sum(work_in) end as work_in,
      case when bool_and(work_out is not null) then sum(work_out) end as work_out
    from report.model_day
    where version_id <> 0 and reason = ''
    group by day, version_id
  ) m
  cross join (values ('in force'), ('1 : 0.1 : 2')) as w(weights)
  left join (
    select day, version_id, sum(pool_usd * work / nullif(pool_work, 0) - usd) as moved_usd,
      sum(pool_cny * work / nullif(pool_work, 0) - cny) as moved_cny
    from (
      select c.*, h.work, sum(h.work) over machine as pool_work, sum(c.usd) over machine as pool_usd, sum(c.cny) over machine as pool_cny
      from (
        select (hour at time zone z.zone)::date as day, hour, resource_key, version_id, sum(effective_usd) as usd, sum(effective_cny) as cny
        from fact.model_cost_hour
        cross join (select business_time_zone as zone from ops.split_settings order by load_id desc limit 1) z
        where split_by = 'tokens' and kind in ('serving', 'warm_idle') and reason = ''
        group by day, hour, resource_key, version_id
      ) c
      join (
        select h.hour, r.resource_key, h.version_id,
          sum(10 * h.prompt_tokens - 9 * least(coalesce(h.cached_tokens, 0), h.prompt_tokens) + 20 * h.generated_tokens) as work
        from fact.holder_hour h
        join fact.resource r on r.resource_id = h.resource_id and (h.provider is null or h.provider = r.provider)
        group by h.hour, r.resource_key, h.version_id
      ) h using (hour, resource_key, version_id)
      window machine as (partition by c.day, c.hour, c.resource_key)
    ) shared
    group by day, version_id
  ) s using (day, version_id)
) f
join fact.model_version v using (version_id)
