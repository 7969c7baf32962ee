-- Rates that are said otherwise now, or no longer: what we believed, with the moment at which we stopped. Of another source
-- only the days that this one takes over. $1 load
insert into fact.fx_rate_past
select f.*, now(), $1::bigint
from fact.fx_rate f
where f.fixed_on >= (select min(fixed_on) from stage.fx_rate where load_id = $1::bigint)
  and f.fixed_on <= (select max(fixed_on) from stage.fx_rate where load_id = $1::bigint)
  and (f.source in (select source from stage.fx_rate where load_id = $1::bigint)
    or f.fixed_on in (select fixed_on from stage.fx_rate where load_id = $1::bigint and not kept))
  and not exists (
    select from stage.fx_rate s
    where s.load_id = $1::bigint and s.fixed_on = f.fixed_on and s.from_currency = f.from_currency
      and s.to_currency = f.to_currency and s.units = f.units and s.value = f.value and s.source = f.source)
