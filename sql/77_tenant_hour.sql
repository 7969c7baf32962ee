-- How each version's hour is shared by who asked (ledger.md 7). Whole is what its engines counted, weighted: the input by prompt
-- tokens, the output by generated ones, so that what a cache held and what an answer weighs is the engine's figure for all who
-- asked. The tokens of a served model that several versions serve are dealt to them by what each of them counted. What no gateway
-- saw stays, as the last part of each served model. Where the engine tells no tokens of the hour, or the gateway counted more
-- than it did, whole is what the gateway counted (`engine_untold`, `over`). A model that the bill names has no engine: its name
-- is what was asked for. Weights are whole thousandths of a token. $1 load
insert into stage.tenant_hour (load_id, hour, version_id, served_model, source, requested_model, kind, tenant, reason, tenants,
  prompt_tokens, generated_tokens, requests, weight, upto, whole)
select $1::bigint, hour, version_id, served_model, source, requested_model, kind, tenant, reason, tenants,
  prompt_tokens, generated_tokens, requests, weight,
  sum(weight) over (partition by hour, version_id order by served_model, rest, source, requested_model, kind, tenant rows unbounded preceding),
  sum(weight) over (partition by hour, version_id)
from (
  select *, case when sum(part) over (partition by hour, version_id) > 0 then part when rest then 1 else 0 end as weight
  from (
    select hour, version_id, served_model, rest,
      case when rest then '' else source end as source, case when rest then served_model else requested_model end as requested_model,
      case when rest then 'unattributed' else kind end as kind, case when rest then '' else tenant end as tenant,
      case when rest and whole_in + whole_out > 0 then 'not_seen' when rest and told then 'idle' when rest then 'no_tokens'
        when not worked then 'engine_untold' when prompts > engine_in or answers > engine_out then 'over' else '' end as reason,
      case when rest then 0 else tenants end as tenants, case when not rest then prompt_tokens end as prompt_tokens,
      case when not rest then generated_tokens end as generated_tokens, case when not rest then requests end as requests,
      case when rest then whole_in + whole_out - sum(part_in + part_out) filter (where not rest) over served
        else part_in + part_out end as part
    from (
      select *, unnest(case when place = 1 then array[false, true] else array[false] end) as rest
      from (
        select *,
          coalesce(div(whole_in * prompts_upto, most_in) - div(whole_in * (prompts_upto - coalesce(prompt_tokens, 0)), most_in), 0) as part_in,
          coalesce(div(whole_out * answers_upto, most_out) - div(whole_out * (answers_upto - coalesce(generated_tokens, 0)), most_out), 0) as part_out
        from (
          select *, case when worked then work_in else coalesce(prompts, 0) * uncached end as whole_in,
            case when worked then work_out else coalesce(answers, 0) * generated end as whole_out,
            nullif(greatest(engine_in, prompts), 0) as most_in, nullif(greatest(engine_out, answers), 0) as most_out
          from (
            select *, sum(prompt_tokens) over served as prompts, sum(generated_tokens) over served as answers,
              row_number() over asked as place, sum(coalesce(prompt_tokens, 0)) over asked as prompts_upto,
              sum(coalesce(generated_tokens, 0)) over asked as answers_upto,
              coalesce(told and work_in + work_out > 0, false) as worked
            from (
              select e.*, w.uncached, w.generated, g.source, g.requested_model, g.kind, g.tenant, g.tenants,
                div(g.prompt_tokens * upto_in, all_in) - div(g.prompt_tokens * (upto_in - deals_in), all_in) as prompt_tokens,
                div(g.generated_tokens * upto_out, all_out) - div(g.generated_tokens * (upto_out - deals_out), all_out) as generated_tokens,
                div(g.requests * upto_out, all_out) - div(g.requests * (upto_out - deals_out), all_out) as requests
              from (
                select *, sum(deals_in) over (served order by version_id rows unbounded preceding) as upto_in, sum(deals_in) over served as all_in,
                  sum(deals_out) over (served order by version_id rows unbounded preceding) as upto_out, sum(deals_out) over served as all_out
                from stage.asked_version
                where load_id = $1::bigint
                window served as (partition by hour, served_model)
              ) e
              join fact.gateway_hour g on g.hour = e.hour and g.served_model = e.served_model
              join fact.token_weight w
                on w.model = coalesce((select own.model from fact.token_weight own where own.model = e.model), '')
            ) dealt
            window served as (partition by hour, version_id, served_model),
              asked as (served order by source, requested_model, kind, tenant rows unbounded preceding)
          ) summed
        ) wholes
      ) shared
    ) parts
    window served as (partition by hour, version_id, served_model)
  ) told_apart
) weighed
where weight > 0 or not rest
