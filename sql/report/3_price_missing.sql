-- Types of machines that versions ran on in the last seven whole days and that neither a bill nor a file has a price on demand for: what
-- they would cost elsewhere cannot be said.
create view report.price_missing as
select d.provider, d.region_id, d.instance_type, round(sum(d.gpu_seconds) / 3600, 6) as gpu_hours,
  case when count(d.effective_usd) = count(*) then sum(d.effective_usd) end as cost_usd,
  case when count(d.effective_cny) = count(*) then sum(d.effective_cny) end as cost_cny, min(d.day) as since
from report.calendar c
join report.machine_day d on d.day >= c.today - 7 and d.day < c.today
where d.instance_type <> '' and not exists (
  select from report.price p
  where p.provider = d.provider and p.region_id = d.region_id and p.item = d.instance_type and p.per = 'machine_hour'
    and p.purchase = 'on_demand')
group by d.provider, d.region_id, d.instance_type
