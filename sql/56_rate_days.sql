-- The rates of the days from the fixing before an answer to its last one, and of the 12 days after it. A day is settled when
-- a fixing dated that day or later is known; the rest is carried for now. $1 load
insert into fact.rate_of_day as held (day, currency, cny, units, cny_per_usd, rate_date, source, provisional)
select due.day, due.currency, due.cny, due.units, due.cny_per_usd, due.rate_date, due.source,
  due.day > answer.last_on and coalesce(yuan.provisional, true)
from (
  select coalesce(
      (select max(f.fixed_on) from fact.fx_rate f where f.fixed_on < min(s.fixed_on) and f.fixed_on >= min(s.fixed_on) - 12),
      min(s.fixed_on)) as first_on, max(s.fixed_on) as last_on
  from stage.fx_rate s
  where s.load_id = $1::bigint
) answer
join fact.rate_due due
  on due.rate_date >= answer.first_on - 12 and due.rate_date <= answer.last_on + 12 -- for the index
  and due.day >= answer.first_on and due.day <= answer.last_on + 12
left join fact.rate_of_day yuan on yuan.day = due.day and yuan.currency = 'CNY'
on conflict (day, currency) do update set
  cny = excluded.cny, units = excluded.units, cny_per_usd = excluded.cny_per_usd, rate_date = excluded.rate_date,
  source = excluded.source, provisional = excluded.provisional
where (held.cny, held.units, held.cny_per_usd, held.rate_date, held.source, held.provisional)
  is distinct from (excluded.cny, excluded.units, excluded.cny_per_usd, excluded.rate_date, excluded.source, excluded.provisional)
