-- The rates that came. What is known already stays as it lies. $1 load
insert into fact.fx_rate (fixed_on, from_currency, to_currency, units, value, source, load_id, recorded_at)
select fixed_on, from_currency, to_currency, units, value, source, load_id, recorded_at
from stage.fx_rate
where load_id = $1::bigint and not kept
order by fixed_on, from_currency, to_currency
on conflict do nothing
