-- The best paces of days that are looked for anew. $1 days
delete from report.best_pace where day = any($1::date[])
