-- Lines that the snapshot holds twice under one key: two spellings of one line (Azure writes an id in both cases). They
-- have to be added up before they are compared. $1 load. Healthy means empty.
select line_key from stage.bill_line where load_id = $1::bigint group by line_key having count(*) > 1 limit 1
