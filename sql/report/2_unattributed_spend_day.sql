-- What no version got in a day of the business time zone, effective, by service and reason. A service is that of the resource;
-- `(several)`: its charges, or those of no resource, are of more than one (report.unmapped_money has those by month).
create view report.unattributed_spend_day as
select u.day, b.day_start, b.hours, u.provider, coalesce(nullif(u.service_name, ''), '(several)') as service_name, u.reason,
  case when u.effective_unknown = 0 and u.unconverted_usd = 0 then u.effective_usd end as cost_usd,
  case when u.effective_unknown = 0 and u.unconverted_cny = 0 then u.effective_cny end as cost_cny,
  u.effective_unknown as cost_unknown, u.unconverted_usd, u.unconverted_cny
from report.unattributed_day u
left join report.business_day b using (day)
