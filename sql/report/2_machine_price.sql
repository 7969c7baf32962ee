-- What an hour of each type of machine costs today, and an hour of one GPU of it (or of the part of a GPU that it holds), beside what
-- that GPU is. Types without a GPU, and those that no table knows, are not here.
create view report.machine_price as
select p.provider, p.region_id, p.item as instance_type, p.purchase, p.currency, p.amount, p.usd, p.cny, t.gpus, t.gpu_model,
  t.gpu_memory_gb, t.a100_factor, p.usd / ceil(t.gpus) as gpu_usd, p.cny / ceil(t.gpus) as gpu_cny, p.price_from, p.source, p.as_of
from report.price p
cross join report.calendar c
join fact.instance_type t
  on t.provider = p.provider and t.instance_type = p.item and t.from_day <= c.today and t.to_day > c.today
where p.per = 'machine_hour' and t.gpus > 0
