-- From lines to hours (ledger.md 5). A line inside one hour goes there whole. A longer one is dealt by the microseconds it
-- shares with each hour: what is due up to the end of the hour minus what was due before it, both rounded, so that the
-- parts add up to the line whatever is rounded. A purchase is billed whole at its start; its effective cost is spread.
-- $1 load
insert into fact.resource_hour
  (hour, resource_key, billing_period, billing_currency, grain_source, status, line_count, list_known, list_unknown,
   contracted_known, contracted_unknown, effective_known, effective_unknown, billed_cost)
select hour, resource_key, part.billing_period, billing_currency,
  (array['billed_hourly', 'overlap', 'presence_day', 'even_day', 'even_period'])[max(coarseness)],
  case when bool_and(w.final) then 'final' else 'preliminary' end,
  sum(begun), sum(list_known), sum(list_unknown), sum(contracted_known), sum(contracted_unknown),
  sum(effective_known), sum(effective_unknown), sum(billed_cost)
from (
  select t.hour, l.resource_key, l.billing_period, l.billing_currency, l.window_key, l.line_count as begun,
    case when l.charge_period_end = l.charge_period_start or l.charge_period_end = l.charge_period_start + interval '1 hour'
      then 1 else 2 end as coarseness,
    l.list_known, l.list_unknown, l.contracted_known, l.contracted_unknown, l.effective_known, l.effective_unknown, l.billed_cost
  from stage.touched t
  join fact.counted_line l
    on l.resource_key = t.resource_key and date_bin('1 hour', l.charge_period_start, timestamptz '1970-01-01 00:00Z') = t.hour
    and l.charge_period_start >= t.hour and l.charge_period_start < t.hour + interval '1 hour' -- for the index, when few
  where t.load_id = $1::bigint and l.grain = 'hour'
  union all
  select hour, resource_key, billing_period, billing_currency, window_key,
    case when first then line_count else 0 end, coarseness,
    round(list_known * upto / whole, 18) - round(list_known * before / whole, 18), list_unknown,
    round(contracted_known * upto / whole, 18) - round(contracted_known * before / whole, 18), contracted_unknown,
    round(effective_known * upto / whole, 18) - round(effective_known * before / whole, 18), effective_unknown,
    case when not bought then round(billed_cost * upto / whole, 18) - round(billed_cost * before / whole, 18)
      when first then billed_cost else 0 end
  from (
    select d.*, d.hour <= d.charge_period_start as first,
      (extract(epoch from greatest(d.hour, d.charge_period_start) - d.charge_period_start) * 1000000)::bigint as before,
      (extract(epoch from least(d.hour + interval '1 hour', d.charge_period_end) - d.charge_period_start) * 1000000)::bigint as upto
    from (
      select l.*, generate_series(
        date_bin('1 hour', l.charge_period_start, timestamptz '1970-01-01 00:00Z'),
        l.charge_period_end - interval '1 microsecond', interval '1 hour') as hour
      from fact.long_line l
      where l.resource_key in (select resource_key from stage.touched where load_id = $1::bigint)
        and l.charge_period_end > (select min(hour) from stage.touched where load_id = $1::bigint)
        and l.charge_period_start <= (select max(hour) from stage.touched where load_id = $1::bigint) + interval '1 hour'
    ) d
    join stage.touched t on t.resource_key = d.resource_key and t.hour = d.hour
    where t.load_id = $1::bigint
  ) dealt
) part
join ops.window w using (window_key)
group by hour, resource_key, part.billing_period, billing_currency
