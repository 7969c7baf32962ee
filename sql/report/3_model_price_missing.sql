-- Models that versions served in the last seven whole days and whose tokens no price file has a seller for: whether buying them would
-- be cheaper cannot be said.
create view report.model_price_missing as
select w.model, count(distinct w.version_id) as versions,
  case when count(w.prompt_tokens + w.generated_tokens) = count(*) then sum(w.prompt_tokens + w.generated_tokens) end as tokens,
  case when count(w.cost_usd) = count(*) then sum(w.cost_usd) end as cost_usd,
  case when count(w.cost_cny) = count(*) then sum(w.cost_cny) end as cost_cny
from report.version_week w
where not exists (select from report.price p where p.purchase = 'tokens' and p.item = w.model)
group by w.model
