-- Running sums from the first of the days on, to the end of each month: a day counts in all that follow it. $1 days
delete from report.sum_to_day
using (select date_trunc('month', day)::date as month, min(day) as from_day from unnest($1::date[]) as day group by 1) months
where day >= from_day and day < (month + interval '1 month')::date
