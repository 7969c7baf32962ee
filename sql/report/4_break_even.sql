-- How many tokens a day a version has to serve, of the same mix, until its machines cost what the cheapest seller asks for them: what it
-- serves now, times what its machines cost over what the seller would ask. `of_break_even` above 1: our own machines are cheaper.
create view report.break_even as
select model, version, provider, seller, round(tokens / 7, 6) as tokens_a_day,
  case when unknown is null then round(tokens / 7 * ratio, 6) end as break_even_tokens_a_day,
  case when unknown is null then round(1 / nullif(ratio, 0), 6) end as of_break_even,
  cost_usd_month, cost_cny_month, then_usd_month, then_cny_month, unknown, coverage, status
from (
  select *, prompt_tokens + generated_tokens as tokens,
    coalesce(cost_usd_month / nullif(then_usd_month, 0), cost_cny_month / nullif(then_cny_month, 0)) as ratio
  from report.token_price
) week
