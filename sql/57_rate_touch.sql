-- The hours whose sums the law compares. $1 load
insert into stage.touched (load_id, resource_key, hour)
select distinct load_id, resource_key, hour from stage.hour_before where load_id = $1::bigint
