-- The days of teams that are added up anew. $1 days
delete from report.team_day where day = any($1::date[])
