-- Back to the currency of the bill: what the lines came to stays, to the last digit. $1 load
insert into stage.hour
  (load_id, hour, resource_key, billing_period, billing_currency, grain_source, status, line_count, list_known, list_unknown,
   contracted_known, contracted_unknown, effective_known, effective_unknown, billed_cost,
   part_id, gpu_known, gpu_unknown, a100_known, a100_unknown)
select load_id, hour, resource_key, billing_period, billing_currency, grain_source, status, line_count, list_known, list_unknown,
  contracted_known, contracted_unknown, effective_known, effective_unknown, billed_cost,
  part_id, gpu_known, gpu_unknown, a100_known, a100_unknown
from stage.hour_before
where load_id = $1::bigint
