-- The lines that came, in the order of the key, so that neighbours lie together. $1 load
insert into fact.bill_line
select s.*
from stage.bill_line s
join stage.moved m using (resource_key, charge_period_start, line_key)
where s.load_id = $1::bigint and m.load_id = $1::bigint and m.why = 'bill' and m.came
order by resource_key, charge_period_start, line_key
