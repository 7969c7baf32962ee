-- What we believed until now, with the moment at which we stopped. $1 load
insert into fact.bill_line_past
select l.*, now(), $1::bigint
from fact.bill_line l
join stage.moved m using (resource_key, charge_period_start, line_key)
where m.load_id = $1::bigint and m.why = 'bill' and m.gone
