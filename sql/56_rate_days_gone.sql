-- Rates of days that no fixing carries any longer: the fixing in force does not quote the currency, or is too old. $1 load
delete from fact.rate_of_day r
where r.day >= (select min(fixed_on) from stage.fx_rate where load_id = $1::bigint)
  and r.day <= (select max(fixed_on) from stage.fx_rate where load_id = $1::bigint) + 12
  and not exists (
    select from fact.rate_due due
    where due.day = r.day and due.currency = r.currency
      and due.rate_date >= (select min(fixed_on) from stage.fx_rate where load_id = $1::bigint) - 12)
