-- Days of latency that are added up anew. $1 days
delete from report.latency_day where day = any($1::date[])
