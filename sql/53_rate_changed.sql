-- Rates that the same source said otherwise before, and fixings of days on which it is known to have made none.
-- $1 load. Healthy means empty.
select s.fixed_on, concat(nullif(s.units, 1), s.from_currency, '/', s.to_currency) as pair,
  trim_scale(f.value)::text as held, trim_scale(s.value)::text as said
from stage.fx_rate s
join fact.fx_rate f using (fixed_on, from_currency, to_currency)
where s.load_id = $1::bigint and not s.kept and f.source = s.source and (f.value, f.units) is distinct from (s.value, s.units)
union all
select s.fixed_on, 'USD/CNY', concat(trim_scale(r.cny_per_usd), ' of ', r.rate_date), trim_scale(s.value)::text
from stage.fx_rate s
join fact.rate_of_day r on r.day = s.fixed_on and r.currency = 'CNY' and not r.provisional and r.rate_date < s.fixed_on
where s.load_id = $1::bigint and not s.kept and s.from_currency = 'USD' and r.source = s.source
order by 1, 2
limit 20
