-- The hours that are not at the rate of their Beijing day any more, as they were. $1 load
insert into stage.hour_before
select h.*, $1::bigint
from fact.resource_hour h
left join fact.rate_of_day r
  on r.day = (h.hour at time zone 'Asia/Shanghai')::date and r.currency = h.billing_currency
left join fact.rate_of_day yuan
  on yuan.day = (h.hour at time zone 'Asia/Shanghai')::date and yuan.currency = 'CNY'
where h.hour >= (select (min(fixed_on) - 12)::timestamp at time zone 'Asia/Shanghai' from stage.fx_rate where load_id = $1::bigint)
  and h.hour < (select (max(fixed_on) + 13)::timestamp at time zone 'Asia/Shanghai' from stage.fx_rate where load_id = $1::bigint)
  and (h.rate_date, h.rate_source, h.rate_provisional, h.rate_cny, h.rate_units, h.rate_cny_per_usd, h.unconverted)
    is distinct from (r.rate_date, r.source, r.provisional, r.cny, r.units, r.cny_per_usd,
      case when r.rate_date is not null then null when yuan.day is not null then 'not_quoted' else 'no_fixing' end)
