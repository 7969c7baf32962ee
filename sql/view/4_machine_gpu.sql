-- Which GPU each machine has. One whose charges name two kinds has no row.
create view fact.machine_gpu as
select c.resource_key, min(i.gpu_model) as gpu_model
from fact.line_class c
join fact.instance_type i using (provider, instance_type)
where c.gpus > 0 and i.gpu_model is not null
group by c.resource_key
having count(distinct i.gpu_model) = 1
