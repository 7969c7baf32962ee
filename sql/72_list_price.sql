-- What the lines of a load say that an hour of a machine costs on demand: their list cost over their hours. Spot prices, discounts and
-- corrections are no list price, services such as SageMaker ask more for the same type, and Google bills the parts of a machine apart.
-- A price beyond a million millions is none. $1 load, $2 windows folded as a whole
insert into fact.list_price (provider, region_id, instance_type, currency, day, amount, load_id)
select provider, coalesce(region_id, ''), instance_type, billing_currency, (charge_period_start at time zone 'UTC')::date,
  round(sum(list_cost) * 3600 / sum(seconds), 12), $1::bigint
from (
  select l.provider, l.region_id, c.instance_type, l.billing_currency, l.charge_period_start, l.list_cost,
    c.unit_seconds * case c.gpu_measure when 'consumed' then l.consumed_quantity when 'pricing' then l.pricing_quantity end as seconds
  from (
    select b.*
    from stage.moved m
    join fact.bill_line b using (resource_key, charge_period_start, line_key)
    where m.load_id = $1::bigint and m.came
    union all
    select * from fact.bill_line where window_key = any($2::bigint[]) and load_id = $1::bigint
  ) l
  join fact.line_class c using (class_key)
  where l.of_record and l.charge_category = 'Usage' and l.charge_class is null and l.provider <> 'gcp' and c.gpus > 0
    and c.instance_type is not null
    and l.pricing_category in ('Standard', 'Committed') and coalesce(l.service_name, '') !~* 'sagemaker|machine learning|vertex|pai|ti-one'
) lines
where list_cost > 0 and seconds > 0
group by 1, 2, 3, 4, 5
having round(sum(list_cost) * 3600 / sum(seconds), 12) between 0.000000000001 and 1000000000000
on conflict (provider, region_id, instance_type, currency, day) do update
set amount = excluded.amount, load_id = excluded.load_id
where list_price.amount <> excluded.amount
