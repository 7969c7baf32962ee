-- A bill line as it counts: only where its feed is the account's source of record, list and contracted without purchases of
-- commitments, which the covered usage already carries (ledger.md 4), and what is not known told apart from zero.
create view fact.counted_line as
select resource_key, charge_period_start, charge_period_end, line_key, window_key, load_id, grain, line_count, service_name,
  provider, billing_account_id, billing_period, billing_currency,
  charge_category = 'Purchase' as bought,
  case when left_out then 0 else coalesce(list_cost, 0) end as list_known,
  case when left_out or list_cost is not null then 0 else line_count end as list_unknown,
  case when left_out then 0 else coalesce(contracted_cost, 0) end as contracted_known,
  case when left_out or contracted_cost is not null then 0 else line_count end as contracted_unknown,
  coalesce(effective_cost, 0) as effective_known,
  case when effective_cost is not null then 0 else line_count end as effective_unknown,
  billed_cost
from (
  select *, charge_category = 'Purchase' and commitment_discount_id is not null as left_out
  from fact.bill_line
  where of_record
) line
