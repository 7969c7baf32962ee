-- Rates that the same source said otherwise before, and fixings of days that one answer of it had passed over: those before
-- and after came together, and this one did not.
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
join fact.fx_rate b on b.fixed_on = r.rate_date and b.from_currency = 'USD' and b.source = s.source
where s.load_id = $1::bigint and not s.kept and s.from_currency = 'USD' and b.load_id = (
  select n.load_id from fact.fx_rate n
  where n.from_currency = 'USD' and n.source = s.source and n.fixed_on > s.fixed_on order by n.fixed_on limit 1)
order by 1, 2
limit 20
