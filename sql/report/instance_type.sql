-- What types of machines hold, and what they are worth in A100s, as the price list in force says: ours and yours.
create view report.instance_type as
select provider, instance_type, nullif(from_day, '-infinity') as from_day, nullif(to_day, 'infinity') as to_day, gpus, gpu_model, a100_factor,
  round(gpus * a100_factor, 12) as a100s, source, as_of
from fact.instance_type
