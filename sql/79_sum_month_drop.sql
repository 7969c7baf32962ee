-- The months of days that are added up anew. $1 days
delete from report.sum_month where month in (select date_trunc('month', day)::date from unnest($1::date[]) as day)
