-- The law: an hour that was converted anew is at the rate of its Beijing day. $1 load. Healthy means empty.
select l.hour, l.resource_key, l.billing_currency, l.rate_cny, l.cny_of_day, l.rate_date, l.rate_date_of_day
from stage.touched t
join law.hours_not_at_the_rate_of_their_day l using (resource_key, hour)
where t.load_id = $1::bigint
limit 20
