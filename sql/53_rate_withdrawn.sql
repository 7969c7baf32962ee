-- Rates that the source said before, of days between its first and its last fixing now, and says no longer.
-- $1 load. Healthy means empty.
select f.fixed_on, concat(nullif(f.units, 1), f.from_currency, '/', f.to_currency) as pair, trim_scale(f.value)::text as held
from fact.fx_rate f
where f.fixed_on >= (select min(fixed_on) from stage.fx_rate where load_id = $1::bigint)
  and f.fixed_on <= (select max(fixed_on) from stage.fx_rate where load_id = $1::bigint)
  and f.source in (select source from stage.fx_rate where load_id = $1::bigint)
  and not exists (
    select from stage.fx_rate s
    where s.load_id = $1::bigint and s.fixed_on = f.fixed_on
      and s.from_currency = f.from_currency and s.to_currency = f.to_currency)
order by 1, 2
limit 20
