-- From lines to hours (ledger.md 5). A line inside one hour goes there whole. A longer one is dealt by the microseconds it
-- shares with each hour, a day of use by the milliseconds its resource ran: what is due up to the end of the hour minus what
-- was due before it, both rounded, so that the parts add up to the line whatever is rounded. A purchase is billed whole at
-- its start; its effective cost is spread. $1 load
insert into stage.hour
  (load_id, hour, resource_key, billing_period, billing_currency, grain_source, status, line_count, list_known, list_unknown,
   contracted_known, contracted_unknown, effective_known, effective_unknown, billed_cost,
   part_id, gpu_known, gpu_unknown, a100_known, a100_unknown)
select $1::bigint, hour, resource_key, part.billing_period, billing_currency,
  (array['billed_hourly', 'overlap', 'presence_day', 'even_day', 'even_period'])[max(coarseness)],
  case when bool_and(w.final) then 'final' else 'preliminary' end,
  sum(begun), sum(list_known), sum(list_unknown), sum(contracted_known), sum(contracted_unknown),
  sum(effective_known), sum(effective_unknown), sum(billed_cost),
  part_id, sum(gpu_known), sum(gpu_unknown), sum(a100_known), sum(a100_unknown)
from (
  select t.hour, l.resource_key, l.billing_period, l.billing_currency, l.window_key, l.line_count as begun,
    case when l.charge_period_end = l.charge_period_start or l.charge_period_end = l.charge_period_start + interval '1 hour'
      then 1 else 2 end as coarseness,
    l.list_known, l.list_unknown, l.contracted_known, l.contracted_unknown, l.effective_known, l.effective_unknown, l.billed_cost,
    l.part_id, l.gpu_known, l.gpu_unknown, l.a100_known, l.a100_unknown
  from stage.touched t
  join fact.counted_line l
    on l.resource_key = t.resource_key and date_bin('1 hour', l.charge_period_start, timestamptz '1970-01-01 00:00Z') = t.hour
    and l.charge_period_start >= t.hour and l.charge_period_start < t.hour + interval '1 hour' -- for the index, when few
  where t.load_id = $1::bigint and l.grain = 'hour'
  union all
  select hour, resource_key, billing_period, billing_currency, window_key,
    case when before <= 0 then line_count else 0 end, coarseness,
    round(list_known * upto / whole, 18) - round(list_known * before / whole, 18), list_unknown,
    round(contracted_known * upto / whole, 18) - round(contracted_known * before / whole, 18), contracted_unknown,
    round(effective_known * upto / whole, 18) - round(effective_known * before / whole, 18), effective_unknown,
    case when not bought then round(billed_cost * upto / whole, 18) - round(billed_cost * before / whole, 18)
      when before <= 0 then billed_cost else 0 end,
    part_id, round(gpu_known * upto / whole, 18) - round(gpu_known * before / whole, 18), gpu_unknown,
    round(a100_known * upto / whole, 18) - round(a100_known * before / whole, 18), a100_unknown
  from (
    select l.resource_key, l.billing_period, l.billing_currency, l.window_key, l.bought, l.line_count, l.list_known,
      l.list_unknown, l.contracted_known, l.contracted_unknown, l.effective_known, l.effective_unknown, l.billed_cost, l.hour,
      l.part_id, l.gpu_known, l.gpu_unknown, l.a100_known, l.a100_unknown,
      case when d.whole is null then l.coarseness else 3 end as coarseness,
      coalesce(d.whole, l.whole) as whole,
      coalesce(d.before, (extract(epoch from greatest(l.hour, l.charge_period_start) - l.charge_period_start) * 1000000)::bigint) as before,
      coalesce(d.upto, (extract(epoch from least(l.hour + interval '1 hour', l.charge_period_end) - l.charge_period_start) * 1000000)::bigint) as upto
    from (
      select long.*,
        long.by_presence and (long.resource_key, long.charge_period_start) in
          (select resource_key, charge_period_start from stage.day_weight where load_id = $1::bigint) as weighed,
        generate_series(
          date_bin('1 hour', long.charge_period_start, timestamptz '1970-01-01 00:00Z'),
          long.charge_period_end - interval '1 microsecond', interval '1 hour') as hour
      from fact.long_line long
      where long.resource_key in (select resource_key from stage.touched where load_id = $1::bigint)
        and long.charge_period_end > (select min(hour) from stage.touched where load_id = $1::bigint)
        and long.charge_period_start <= (select max(hour) from stage.touched where load_id = $1::bigint) + interval '1 hour'
    ) l
    join stage.touched t on t.resource_key = l.resource_key and t.hour = l.hour
    left join stage.day_weight d
      on l.weighed and d.load_id = $1::bigint and d.resource_key = l.resource_key
      and d.charge_period_start = l.charge_period_start and d.hour = l.hour
    where t.load_id = $1::bigint and (not l.weighed or d.hour is not null)
  ) dealt
) part
join ops.window w using (window_key)
group by hour, resource_key, part.billing_period, billing_currency, part_id
