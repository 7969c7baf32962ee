-- What each version costs beside what a seller of tokens would ask for the same ones, of a mean month like the last seven whole
-- days: the cheapest seller of its model. Tokens from a cache cost what the seller asks for them, else what others do; where an
-- engine does not tell them, none are. A saving below 0: our own machines are cheaper.
create view report.token_price as
select model, version, provider, seller, prompt_tokens, cached_tokens, generated_tokens, cost_usd_month, cost_cny_month, then_usd_month,
  then_cny_month, case when unknown is null then cost_usd_month - then_usd_month end as saving_usd_month,
  case when unknown is null then cost_cny_month - then_cny_month end as saving_cny_month, 'seller_serves_the_same' as assumption,
  unknown, coverage, status
from (
  select distinct on (version_id, provider) *,
    case when cost_usd_month is null and cost_cny_month is null then 'no_cost' when then_usd_month is null and then_cny_month is null then 'no_tokens'
      when coverage > 0.9 then null else 'coverage' end as unknown
  from (
    select w.*, s.seller, round(w.cost_usd * w.month_days / 7, 12) as cost_usd_month, round(w.cost_cny * w.month_days / 7, 12) as cost_cny_month,
      round(((w.prompt_tokens - coalesce(w.cached_tokens, 0)) * s.input_usd + coalesce(w.cached_tokens, 0) * coalesce(s.cached_usd, s.input_usd)
        + w.generated_tokens * s.output_usd) / 1000000 * w.month_days / 7, 12) as then_usd_month,
      round(((w.prompt_tokens - coalesce(w.cached_tokens, 0)) * s.input_cny + coalesce(w.cached_tokens, 0) * coalesce(s.cached_cny, s.input_cny)
        + w.generated_tokens * s.output_cny) / 1000000 * w.month_days / 7, 12) as then_cny_month
    from report.version_week w
    join (
      select provider as seller, item as model,
        max(usd) filter (where per = 'million_input_tokens') as input_usd, max(cny) filter (where per = 'million_input_tokens') as input_cny,
        max(usd) filter (where per = 'million_cached_tokens') as cached_usd, max(cny) filter (where per = 'million_cached_tokens') as cached_cny,
        max(usd) filter (where per = 'million_output_tokens') as output_usd, max(cny) filter (where per = 'million_output_tokens') as output_cny
      from report.price
      where purchase = 'tokens'
      group by provider, item
    ) s on s.model = w.model
  ) sellers
  order by version_id, provider, then_usd_month, seller
) cheapest
