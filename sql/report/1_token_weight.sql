-- What tokens of each model weigh where versions share a GPU, and between input and output: what tokenledger.yaml says of the model, else
-- of all (split.weights).
create view report.token_weight as
select distinct v.model, w.uncached * 0.001 as uncached, w.cached * 0.001 as cached, w.generated * 0.001 as generated
from fact.model_version v
join lateral (
  select uncached, cached, generated from fact.token_weight t where t.model in (v.model, '') order by t.model desc limit 1
) w on true
where v.version_id <> 0
