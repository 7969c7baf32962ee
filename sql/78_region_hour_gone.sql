-- Hours of regions that a load reports anew. $1 load
delete from report.region_hour where hour in (select hour from stage.rolled where load_id = $1::bigint)
