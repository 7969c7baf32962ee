-- DuckDB. The rows of a Cost and Usage Report that are the bill. Rows of split cost allocation (SCAD) say once more, by pod,
-- what the row of their machine costs: adding them to it would count the machine twice. They cost nothing in the columns
-- that are added up; where one does, it is another report than we know, and the whole of it is refused.
create or replace temp view split_rows as
select * from cur where split_line_item_parent_resource_id is not null;

create or replace temp view split_rows_that_cost as
select * from split_rows where coalesce(exact(line_item_unblended_cost), 1) <> 0;

-- A sum of two amounts that the report keeps apart; where one has more than 18 decimals both are shown, for the reader to
-- refuse, and where one is not there the sum is not known.
create or replace macro added(a, b) as coalesce((exact(a) + exact(b))::varchar, a || ' + ' || b);
create or replace macro taken_off(a, b) as coalesce((exact(a) - exact(b))::varchar, a || ' - ' || b);

-- What a row is, and what it costs when commitments are spread over what they cover: the formula of the CUR Query Library.
create or replace temp view amortised as
select * exclude (split_line_item_parent_resource_id),
  case line_item_line_item_type
    when 'SavingsPlanCoveredUsage' then savings_plan_savings_plan_effective_cost
    when 'SavingsPlanRecurringFee' then taken_off(savings_plan_total_commitment_to_date, savings_plan_used_commitment)
    when 'SavingsPlanNegation' then '0'
    when 'SavingsPlanUpfrontFee' then '0'
    when 'DiscountedUsage' then reservation_effective_cost
    when 'RIFee' then added(reservation_unused_amortized_upfront_fee_for_billing_period, reservation_unused_recurring_fee)
    when 'Fee' then case when reservation_reservation_a_r_n is not null then '0' else line_item_unblended_cost end
    else line_item_unblended_cost
  end as effective,
  case
    when line_item_line_item_type in ('Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage') then 'Usage'
    when line_item_line_item_type in ('Fee', 'RIFee', 'SavingsPlanRecurringFee', 'SavingsPlanUpfrontFee') then 'Purchase'
    when line_item_line_item_type = 'Tax' then 'Tax'
    when line_item_line_item_type in ('Credit', 'Refund') then 'Credit'
    when line_item_line_item_type in ('SavingsPlanNegation', 'Discount', 'BundledDiscount', 'EdpDiscount', 'PrivateRateDiscount',
      'SppDiscount', 'DistributorDiscount') then 'Adjustment'
    else line_item_line_item_type -- not a category: the reader refuses it by name
  end as category
from cur
where split_line_item_parent_resource_id is null;
