-- Days of the business time zone of what no version got, by the service of what was charged for: '' where charges of a resource, or
-- those without any, name several. $1 days, $2 time zone
insert into report.unattributed_day
  (day, provider, service_name, reason, effective_usd, effective_cny, effective_unknown, unconverted_usd, unconverted_cny)
select d.day, r.provider, coalesce(k.service_name, ''), h.reason, coalesce(sum(h.effective_usd), 0), coalesce(sum(h.effective_cny), 0),
  count(*) filter (where h.effective_cost is null), count(*) filter (where h.billed_usd is null), count(*) filter (where h.billed_cny is null)
from unnest($1::date[]) as d(day)
cross join lateral (
  select resource_key, reason, effective_cost, billed_usd, billed_cny, effective_usd, effective_cny
  from fact.model_cost_hour
  where hour >= d.day::timestamp at time zone $2::text and hour < (d.day + 1)::timestamp at time zone $2::text and kind = 'unattributed'
) h
join fact.resource r using (resource_key)
left join (
  select resource_key, min(service_name) as service_name
  from fact.line_class
  group by resource_key
  having min(service_name) = max(service_name)
) k using (resource_key)
group by d.day, r.provider, coalesce(k.service_name, ''), h.reason
