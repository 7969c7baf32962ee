-- Prices as files tell them now, those that do not stand already. $1 all prices as JSON
insert into fact.price
  (provider, region_id, item, purchase, per, from_day, to_day, currency, amount, source, as_of)
select s.provider, s.region_id, s.item, s.purchase, s.per, s.from_day, s.to_day, s.currency, s.amount, s.source, s.as_of
from jsonb_to_recordset($1::jsonb) as s
  (provider text, region_id text, item text, purchase text, per text, from_day date, to_day date, currency text, amount numeric,
   source text, as_of date)
on conflict do nothing
