-- The lines that the provider no longer says. $1 load
delete from fact.bill_line l
using stage.moved m
where m.load_id = $1::bigint and m.why = 'bill' and m.gone
  and m.resource_key = l.resource_key and m.charge_period_start = l.charge_period_start and m.line_key = l.line_key
