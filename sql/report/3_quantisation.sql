-- Versions of which a sibling (the same family, size and variants in another quantisation) made its tokens for less on the same
-- provider in the last seven whole days: what a mean month would save if the sibling made all of them at that cost.
create view report.quantisation as
select model, version, provider, quantisation, sibling, sibling_quantisation, tokens, usd_per_1m_tokens, cny_per_1m_tokens,
  sibling_usd_per_1m_tokens, sibling_cny_per_1m_tokens, cost_usd_month, cost_cny_month, then_usd_month, then_cny_month,
  case when unknown is null then cost_usd_month - then_usd_month end as saving_usd_month,
  case when unknown is null then cost_cny_month - then_cny_month end as saving_cny_month,
  'sibling_is_good_enough' as assumption, unknown, coverage, status
from (
  select distinct on (version_id, provider) *, round(cost_usd * month_days / 7, 12) as cost_usd_month,
    round(cost_cny * month_days / 7, 12) as cost_cny_month,
    round(tokens * sibling_usd_per_1m_tokens / 1000000 * month_days / 7, 12) as then_usd_month,
    round(tokens * sibling_cny_per_1m_tokens / 1000000 * month_days / 7, 12) as then_cny_month,
    case when least(coverage, sibling_coverage) > 0.9 then null else 'coverage' end as unknown
  from (
    select w.version_id, w.model, w.version, w.provider, h.quantisation, concat_ws(' ', s.model, s.version) as sibling,
      g.quantisation as sibling_quantisation, w.prompt_tokens + w.generated_tokens as tokens, w.cost_usd, w.cost_cny,
      round(1000000 * w.cost_usd / nullif(w.prompt_tokens + w.generated_tokens, 0), 12) as usd_per_1m_tokens,
      round(1000000 * w.cost_cny / nullif(w.prompt_tokens + w.generated_tokens, 0), 12) as cny_per_1m_tokens,
      round(1000000 * s.cost_usd / nullif(s.prompt_tokens + s.generated_tokens, 0), 12) as sibling_usd_per_1m_tokens,
      round(1000000 * s.cost_cny / nullif(s.prompt_tokens + s.generated_tokens, 0), 12) as sibling_cny_per_1m_tokens,
      w.coverage, s.coverage as sibling_coverage, w.status, w.month_days
    from report.version_week w
    join fact.version_hint h on h.version_id = w.version_id and h.size is not null and h.quantisation is not null
    join fact.version_hint g
      on g.family = h.family and g.size = h.size and g.variants = h.variants and g.quantisation <> h.quantisation
    join report.version_week s on s.version_id = g.version_id and s.provider = w.provider
  ) pairs
  where coalesce(sibling_usd_per_1m_tokens < usd_per_1m_tokens, sibling_cny_per_1m_tokens < cny_per_1m_tokens)
  order by version_id, provider, sibling_usd_per_1m_tokens, sibling
) cheapest
