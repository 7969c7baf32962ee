-- The sums of hours that a load reported. $1 load
delete from report.sum_hour where hour in (select hour from stage.rolled where load_id = $1::bigint)
