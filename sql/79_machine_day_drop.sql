-- Days of machines that are added up anew. $1 days
delete from report.machine_day
where day = any($1::date[])
