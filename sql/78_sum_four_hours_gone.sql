-- Four hours of which a load reports one anew. $1 load
delete from report.sum_four_hours
where from_hour in (
  select date_bin('4 hours', hour::timestamptz, '2000-01-01Z') from stage.rolled where load_id = $1::bigint)
