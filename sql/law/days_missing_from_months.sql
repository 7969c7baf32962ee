-- Days kept on which a running sum of its month does not stand: it would be taken for nothing there. Healthy means empty.
create view law.days_missing_from_months as
select s.version_id, s.provider, s.kind, s.reason, s.status, kept.day
from (
  select version_id, provider, kind, reason, status, date_trunc('month', day)::date as month, min(day) as first_day
  from report.sum_to_day
  group by version_id, provider, kind, reason, status, date_trunc('month', day)::date
) s
join report.business_day kept on kept.day >= s.first_day and kept.day < (s.month + interval '1 month')::date
left join report.sum_to_day standing using (day, version_id, provider, kind, reason, status)
where standing.parts is null
