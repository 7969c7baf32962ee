-- How much a load wrote: lines that came and went, hours that were folded. $1 load
select
  (select count(*) from stage.moved where load_id = $1::bigint and why = 'bill' and came) as came,
  (select count(*) from stage.moved where load_id = $1::bigint and why = 'bill' and gone) as gone,
  (select count(*) from stage.touched where load_id = $1::bigint) as hours
