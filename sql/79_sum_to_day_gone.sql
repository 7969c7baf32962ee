-- Running sums of what has no part of the month by then any more. One union and one having: a join met each sum with each day.
-- $1 days, $2 of which versions, clouds and kinds
delete from report.sum_to_day s
using (
  select month, from_day, version_id, provider, kind, reason, status, coalesce(min(part_day), 'infinity') as first_day
  from (
    select month, from_day, day_before
    from (select date_trunc('month', day)::date as month, min(day) as from_day from unnest($1::date[]) as day group by 1) first_days
    cross join lateral (select max(day) as day_before from report.business_day where day >= month and day < from_day) stood
  ) months
  cross join lateral (
    select version_id, provider, kind, reason, status, day as sum_day, case when day = day_before then from_day end as part_day
    from report.sum_to_day
    where day >= coalesce(day_before, from_day) and day < (month + interval '1 month')::date
    union all
    select version_id, provider, kind, reason, status, null, day
    from report.model_day
    where day >= from_day and day < (month + interval '1 month')::date
  ) sides
  where (version_id, provider, kind, reason, status) in (
    select (k ->> 0)::bigint, k ->> 1, k ->> 2, k ->> 3, k ->> 4 from jsonb_array_elements($2::jsonb) as k)
  group by month, from_day, version_id, provider, kind, reason, status
  having min(greatest(sum_day, from_day)) < coalesce(min(part_day), 'infinity')
) gone
where s.day >= from_day and s.day < first_day and s.day < (month + interval '1 month')::date and s.version_id = gone.version_id
  and s.provider = gone.provider and s.kind = gone.kind and s.reason = gone.reason and s.status = gone.status
