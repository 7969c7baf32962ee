-- What no version got in a day of the business time zone, effective, by service and reason. A service is that of the resource;
-- `(several)`: its charges, or those of no resource, are of more than one (report.unmapped_money has those by month).
create view report.gap_spend_day as
select g.day, b.day_start, b.hours, g.provider, coalesce(nullif(g.service_name, ''), '(several)') as service_name, g.reason,
  case when g.effective_unknown = 0 and g.unconverted_usd = 0 then g.effective_usd end as cost_usd,
  case when g.effective_unknown = 0 and g.unconverted_cny = 0 then g.effective_cny end as cost_cny,
  g.effective_unknown as cost_unknown, g.unconverted_usd, g.unconverted_cny
from report.gap_day g
left join report.business_day b using (day)
