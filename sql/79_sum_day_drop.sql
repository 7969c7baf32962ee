-- The sums of days that are added up anew. $1 days
delete from report.sum_day where day = any($1::date[])
