-- Prices that files tell otherwise now, or no longer. $1 all prices as JSON
delete from fact.price p
where not exists (
  select from jsonb_to_recordset($1::jsonb) as s
    (provider text, region_id text, item text, purchase text, per text, from_day date, to_day date, currency text, amount numeric,
     source text, as_of date)
  where (s.provider, s.region_id, s.item, s.purchase, s.per, s.from_day, s.to_day, s.currency, s.amount, s.source, s.as_of)
    = (p.provider, p.region_id, p.item, p.purchase, p.per, p.from_day, p.to_day, p.currency, p.amount, p.source, p.as_of))
