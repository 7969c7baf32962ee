-- How fresh each source is: the moment up to which it tells, and how long ago that is. A bill tells of nothing after it was
-- loaded, whatever the end of its last charge.
create view report.data_age as
select kind, source, reaches, loaded_at, round(extract(epoch from now() - reaches)) as age_seconds, state
from (
  select 'bill' as kind, w.provider || ' ' || w.billing_account_id as source, max(least(w.last_charge, r.finished_at)) as reaches,
    max(r.finished_at) as loaded_at,
    (array_agg(case when not w.complete then 'incomplete' when w.partial then 'partial' when w.final then 'final' else 'preliminary' end
      order by w.billing_period desc, w.feed))[1] as state
  from ops.window w
  join ops.run r using (load_id)
  group by w.provider, w.billing_account_id
  union all
  select 'telemetry', source, max(hour) + interval '1 hour', max(read_at),
    (array_agg(case when complete then 'complete' else 'incomplete' end order by hour desc))[1]
  from ops.telemetry_hour
  group by source
  union all
  select 'rate', currency || '/CNY', (max(rate_date) + 1)::timestamp at time zone 'Asia/Shanghai', null::timestamptz,
    (array_agg(case when provisional then 'provisional' else 'final' end order by day desc))[1]
  from fact.rate_of_day
  where currency <> 'CNY'
  group by currency
) sources
