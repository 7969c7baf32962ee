-- Pairs that moved by more than 3 % from one fixing to the next, where this load brought one of the two. The dollar's largest
-- move was 1.857 % (2015-08-11). $1 load. Healthy means empty.
select pair, before_on, trim_scale(before)::text as before, fixed_on, trim_scale(value)::text as value,
  round(100 * (value * before_units / (before * units) - 1), 3)::text as percent
from (
  select concat(nullif(units, 1), from_currency, '/', to_currency) as pair, fixed_on, units, value, load_id,
    lag(fixed_on) over moves as before_on, lag(units) over moves as before_units, lag(value) over moves as before,
    lag(load_id) over moves as before_load_id
  from fact.fx_rate
  where fixed_on >= (select min(fixed_on) from stage.fx_rate where load_id = $1::bigint) - 12
    and fixed_on <= (select max(fixed_on) from stage.fx_rate where load_id = $1::bigint) + 12
  window moves as (partition by from_currency, to_currency order by fixed_on)
) fixing
where (load_id = $1::bigint or before_load_id = $1::bigint) and fixed_on - before_on <= 12
  and abs(value * before_units - before * units) * 100 > 3 * before * units
order by fixed_on, pair
limit 20
