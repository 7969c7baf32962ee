-- The days of accounts that are added up anew. $1 days
delete from report.account_day where day = any($1::date[])
