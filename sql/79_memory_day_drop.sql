-- Days of memory that are looked for anew. $1 days
delete from report.memory_day
where day = any($1::date[])
