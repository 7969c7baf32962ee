-- The rates that went to the past. $1 load
delete from fact.fx_rate f
using fact.fx_rate_past p
where p.superseded_by = $1::bigint
  and p.fixed_on = f.fixed_on and p.from_currency = f.from_currency and p.to_currency = f.to_currency
