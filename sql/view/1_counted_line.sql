-- A bill line as it counts: only where its feed is the account's source of record, list and contracted without purchases of
-- commitments, which the covered usage already carries (ledger.md 4), and what is not known told apart from zero. Its kind
-- says where it goes, and how many GPU-seconds it stands for.
create view fact.counted_line as
select resource_key, charge_period_start, charge_period_end, line_key, window_key, load_id, grain, line_count, service_name,
  provider, billing_account_id, billing_period, billing_currency, coalesce(invoice_id, '') as invoice_id, part_id,
  charge_category = 'Purchase' as bought,
  case when left_out then 0 else coalesce(list_cost, 0) end as list_known,
  case when left_out or list_cost is not null then 0 else line_count end as list_unknown,
  case when left_out then 0 else coalesce(contracted_cost, 0) end as contracted_known,
  case when left_out or contracted_cost is not null then 0 else line_count end as contracted_unknown,
  coalesce(effective_cost, 0) as effective_known,
  case when effective_cost is not null then 0 else line_count end as effective_unknown,
  billed_cost,
  coalesce(round(gpus * gpu_quantity, 18), 0) as gpu_known,
  case when no_machine or gpus * gpu_quantity is not null then 0 else line_count end as gpu_unknown,
  coalesce(round(gpus * gpu_quantity * a100_factor, 18), 0) as a100_known,
  case when no_machine or gpus * gpu_quantity * a100_factor is not null then 0 else line_count end as a100_unknown
from (
  select l.*, c.part_id, c.gpus, c.a100_factor,
    l.charge_category = 'Purchase' and l.commitment_discount_id is not null as left_out,
    l.charge_category <> 'Usage' and c.gpu_measure is null or c.gpus = 0 as no_machine,
    case c.gpu_measure
      when 'consumed' then l.consumed_quantity * c.unit_seconds
      when 'pricing' then l.pricing_quantity * c.unit_seconds
      when 'period' then extract(epoch from l.charge_period_end - l.charge_period_start)
    end as gpu_quantity
  from fact.bill_line l
  left join fact.line_class c using (class_key)
  where l.of_record
) line
