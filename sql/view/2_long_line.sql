-- Lines longer than what lies inside one hour, those of one period and kind added up: they are dealt to the same hours in
-- the same proportions, so their sum is too. A day of use goes by when the resource ran, where that is known.
create view fact.long_line as
select resource_key, charge_period_start, charge_period_end, billing_period, billing_currency, window_key, bought, part_id,
  case
    when charge_period_end - charge_period_start = interval '1 day' then 4
    when grain = 'month' then 5
    else 2
  end as coarseness,
  not bought and charge_period_end - charge_period_start = interval '1 day'
    and charge_period_start = date_bin('1 hour', charge_period_start, timestamptz '1970-01-01 00:00Z') as by_presence,
  (extract(epoch from charge_period_end - charge_period_start) * 1000000)::bigint as whole,
  sum(line_count) as line_count,
  sum(list_known) as list_known, sum(list_unknown) as list_unknown,
  sum(contracted_known) as contracted_known, sum(contracted_unknown) as contracted_unknown,
  sum(effective_known) as effective_known, sum(effective_unknown) as effective_unknown,
  sum(billed_cost) as billed_cost,
  sum(gpu_known) as gpu_known, sum(gpu_unknown) as gpu_unknown, sum(a100_known) as a100_known, sum(a100_unknown) as a100_unknown
from fact.counted_line
where grain <> 'hour'
group by resource_key, charge_period_start, charge_period_end, billing_period, billing_currency, window_key, bought, part_id, grain
