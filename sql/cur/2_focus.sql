-- DuckDB. The rows of the bill under the names of FOCUS, amounts as the texts they are. The fee of a commitment becomes two
-- lines, as FOCUS has it: what was bought, and what of it nobody used; so the fee is billed whole and spread nowhere twice.
create or replace temp view said as
select *, 'bought' as part from amortised
union all
select *, 'unused' as part from amortised
where line_item_line_item_type in ('SavingsPlanRecurringFee', 'RIFee') and effective is not null and coalesce(exact(effective), 1) <> 0;

create or replace temp view focus_line as
select
  'AWS' as "ProviderName",
  bill_invoicing_entity as "InvoiceIssuerName",
  bill_invoice_id as "InvoiceId",
  bill_payer_account_id as "BillingAccountId",
  line_item_usage_account_id as "SubAccountId",
  bill_billing_period_start_date as "BillingPeriodStart",
  bill_billing_period_end_date as "BillingPeriodEnd",
  line_item_currency_code as "BillingCurrency",
  line_item_usage_start_date as "ChargePeriodStart",
  line_item_usage_end_date as "ChargePeriodEnd",
  case when part = 'unused' then 'Usage' else category end as "ChargeCategory",
  case
    when line_item_line_item_type in ('SavingsPlanRecurringFee', 'RIFee') then 'Recurring'
    when category in ('Purchase', 'Credit') then 'One-Time'
    when category <> 'Tax' then 'Usage-Based'
  end as "ChargeFrequency",
  coalesce(product_product_name, line_item_product_code) as "ServiceName",
  product_region_code as "RegionId",
  line_item_availability_zone as "AvailabilityZone",
  line_item_resource_id as "ResourceId",
  product_sku as "SkuId",
  pricing_rate_id as "SkuPriceId",
  case
    when line_item_line_item_type in ('DiscountedUsage', 'RIFee') or line_item_line_item_type like 'SavingsPlan%' then 'Committed'
    when category = 'Usage' and (pricing_term = 'Spot' or contains(line_item_usage_type, 'SpotUsage')) then 'Dynamic'
    when category = 'Usage' then 'Standard'
  end as "PricingCategory",
  coalesce(savings_plan_savings_plan_a_r_n, reservation_reservation_a_r_n) as "CommitmentDiscountId",
  case
    when savings_plan_savings_plan_a_r_n is not null then 'Savings Plan'
    when reservation_reservation_a_r_n is not null then 'Reserved Instance'
  end as "CommitmentDiscountType",
  case
    when part = 'unused' then 'Unused'
    when line_item_line_item_type in ('DiscountedUsage', 'SavingsPlanCoveredUsage') then 'Used'
  end as "CommitmentDiscountStatus",
  line_item_line_item_type as "x_CostType",
  line_item_product_code as "x_ServiceCode",
  line_item_usage_type as "x_UsageType",
  line_item_operation as "x_Operation",
  case when product_instance_type is not null then json_object('InstanceType', product_instance_type)::varchar end as "SkuPriceDetails",
  resource_tags as "Tags",
  -- Only of what runs: the quantity of a credit or a negation would count the same hours again.
  case when category = 'Usage' then line_item_usage_amount end as "ConsumedQuantity",
  case when category = 'Usage' then pricing_unit end as "ConsumedUnit",
  case when part = 'unused' then '0' else line_item_unblended_cost end as "BilledCost",
  case when part = 'bought' and line_item_line_item_type in ('SavingsPlanRecurringFee', 'RIFee') and effective is not null then '0'
    else effective end as "EffectiveCost",
  case
    when part = 'unused' or line_item_line_item_type = 'SavingsPlanNegation' then '0'
    when category = 'Usage' then pricing_public_on_demand_cost
    else line_item_unblended_cost
  end as "ListCost",
  case
    when part = 'unused' or line_item_line_item_type = 'SavingsPlanNegation' then '0'
    when line_item_line_item_type = 'DiscountedUsage' then null -- a reservation's hours are billed at 0: no negotiated price is said
    else line_item_unblended_cost
  end as "ContractedCost"
from said;
