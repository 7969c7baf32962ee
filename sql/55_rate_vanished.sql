-- Pairs that a source quoted at one fixing and does not quote at its next, where this load brought one of the two.
-- $1 load. Healthy means empty.
select concat(nullif(p.units, 1), p.from_currency, '/', p.to_currency) as pair, p.fixed_on as quoted_on,
  trim_scale(p.value)::text as quoted, d.next_on as missing_on
from (
  select fixed_on, source, ours, lead(fixed_on) over days as next_on, lead(source) over days as next_source,
    lead(ours) over days as next_ours
  from (
    select fixed_on, min(source) as source, bool_or(load_id = $1::bigint) as ours
    from fact.fx_rate
    where fixed_on >= (select min(fixed_on) from stage.fx_rate where load_id = $1::bigint) - 12
      and fixed_on <= (select max(fixed_on) from stage.fx_rate where load_id = $1::bigint) + 12
    group by fixed_on
  ) fixing
  window days as (order by fixed_on)
) d
join fact.fx_rate p using (fixed_on)
where (d.ours or d.next_ours) and d.source = d.next_source and d.next_on - d.fixed_on <= 12
  and not exists (
    select from fact.fx_rate n
    where n.fixed_on = d.next_on and n.from_currency = p.from_currency and n.to_currency = p.to_currency)
order by 4, 1
limit 20
