-- Days that are added up anew. $1 days
delete from report.model_day
where day = any($1::date[])
