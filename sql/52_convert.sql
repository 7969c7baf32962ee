-- From the currency of the bill to dollars and yuan, at the central parity of the hour's Beijing day (ledger.md 6): yuan for
-- so many units of the currency, dollars through yuan. No rate, no number. A quotient is rounded once, at the 18th decimal,
-- halves away from zero: numeric division alone would round at a decimal of its own choosing first. $1 load
insert into fact.resource_hour
  (hour, resource_key, billing_period, billing_currency, grain_source, status, line_count, list_known, list_unknown,
   contracted_known, contracted_unknown, effective_known, effective_unknown, billed_cost,
   rate_date, rate_source, rate_provisional, rate_cny, rate_units, rate_cny_per_usd, unconverted,
   list_usd, contracted_usd, billed_usd, effective_usd, list_cny, contracted_cny, billed_cny, effective_cny,
   part_id, share_key, gpu_known, gpu_unknown, a100_known, a100_unknown)
select hour, resource_key, billing_period, billing_currency, grain_source, status, line_count, list_known, list_unknown,
  contracted_known, contracted_unknown, effective_known, effective_unknown, billed_cost,
  rate_date, source, provisional, cny, units, cny_per_usd,
  case when rate_date is not null then null when fixed then 'not_quoted' else 'no_fixing' end,
  case when billing_currency = 'USD' then list
    else div(2000000000000000000 * list * cny + sign(list) * units * cny_per_usd, 2 * units * cny_per_usd) * 0.000000000000000001 end,
  case when billing_currency = 'USD' then contracted
    else div(2000000000000000000 * contracted * cny + sign(contracted) * units * cny_per_usd, 2 * units * cny_per_usd) * 0.000000000000000001 end,
  case when billing_currency = 'USD' then billed_cost
    else div(2000000000000000000 * billed_cost * cny + sign(billed_cost) * units * cny_per_usd, 2 * units * cny_per_usd) * 0.000000000000000001 end,
  case when billing_currency = 'USD' then effective
    else div(2000000000000000000 * effective * cny + sign(effective) * units * cny_per_usd, 2 * units * cny_per_usd) * 0.000000000000000001 end,
  case when billing_currency = 'CNY' then list
    else div(2000000000000000000 * list * cny + sign(list) * units, 2 * units) * 0.000000000000000001 end,
  case when billing_currency = 'CNY' then contracted
    else div(2000000000000000000 * contracted * cny + sign(contracted) * units, 2 * units) * 0.000000000000000001 end,
  case when billing_currency = 'CNY' then billed_cost
    else div(2000000000000000000 * billed_cost * cny + sign(billed_cost) * units, 2 * units) * 0.000000000000000001 end,
  case when billing_currency = 'CNY' then effective
    else div(2000000000000000000 * effective * cny + sign(effective) * units, 2 * units) * 0.000000000000000001 end,
  part_id, share_key, gpu_known, gpu_unknown, a100_known, a100_unknown
from (
  select h.*, coalesce(p.share_key, h.resource_key) as share_key, r.rate_date, r.source, r.provisional, r.cny, r.units, r.cny_per_usd, yuan.day is not null as fixed,
    case when h.list_unknown = 0 then h.list_known end as list,
    case when h.contracted_unknown = 0 then h.contracted_known end as contracted,
    case when h.effective_unknown = 0 then h.effective_known end as effective
  from stage.hour h
  join fact.part p using (part_id)
  left join fact.rate_of_day r
    on r.day = (h.hour at time zone 'Asia/Shanghai')::date and r.currency = h.billing_currency
  left join fact.rate_of_day yuan
    on yuan.day = (h.hour at time zone 'Asia/Shanghai')::date and yuan.currency = 'CNY'
  where h.load_id = $1::bigint
) hours
