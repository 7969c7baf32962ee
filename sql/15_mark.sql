-- A line counts or it does not; it was the other until now. $1 load
update fact.bill_line l
set of_record = not l.of_record
from stage.moved m
where m.load_id = $1::bigint and m.why = 'record'
  and m.resource_key = l.resource_key and m.charge_period_start = l.charge_period_start and m.line_key = l.line_key
