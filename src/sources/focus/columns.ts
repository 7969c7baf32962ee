/**
 * Which columns of an export are read, and what each is called from then on. One table serves FOCUS 1.0 to 1.4: a column
 * that a version or a provider leaves out is simply not there (AWS 1.0 has 43 columns, 1.3 has 65).
 */

/** Columns that tell lines apart, in the order they are packed; of several names the first that has a value counts. */
export const keyColumns = {
  provider_name: ['ProviderName', 'ServiceProviderName', 'HostProviderName'],
  invoice_issuer_name: ['InvoiceIssuerName'],
  billing_account_id: ['BillingAccountId'],
  sub_account_id: ['SubAccountId'],
  billing_period_start: ['BillingPeriodStart'],
  billing_period_end: ['BillingPeriodEnd'],
  billing_currency: ['BillingCurrency'],
  charge_period_start: ['ChargePeriodStart'],
  charge_period_end: ['ChargePeriodEnd'],
  charge_category: ['ChargeCategory'],
  charge_class: ['ChargeClass'],
  charge_frequency: ['ChargeFrequency'],
  service_name: ['ServiceName'],
  region_id: ['RegionId'],
  resource_id: ['ResourceId'],
  sku_id: ['SkuId'],
  sku_price_id: ['SkuPriceId'],
  pricing_category: ['PricingCategory'],
  commitment_discount_id: ['CommitmentDiscountId'],
  commitment_discount_type: ['CommitmentDiscountType'],
  commitment_discount_status: ['CommitmentDiscountStatus'],
  capacity_reservation_id: ['CapacityReservationId'],
  capacity_reservation_status: ['CapacityReservationStatus'],
  invoice_id: ['InvoiceId'],
  cost_type: ['x_CostType'],
  consumed_unit: ['ConsumedUnit'],
  pricing_unit: ['PricingUnit'],
  tags: ['Tags'],
  // What comes over an API says which window it is of, and what of it was not understood.
  window_name: ['x_Window'],
  problem_column: ['x_ProblemColumn'],
  problem_reason: ['x_ProblemReason'],
} as const satisfies Record<string, readonly string[]>

/** Kept under their own names in `details`: what later rules ask for (instance types, zones) and nothing else holds. */
export const detailColumns = [
  'AvailabilityZone',
  'CommitmentDiscountCategory',
  'HostProviderName',
  'PricingCurrency',
  'PublisherName',
  'ResourceType',
  'ServiceCategory',
  'ServiceSubcategory',
  'SkuMeter',
  'SkuPriceDetails',
  'x_BillingItemCode',
  'x_CommodityCode',
  'x_ComponentName',
  'x_ComponentType',
  'x_InstanceID',
  'x_Operation',
  'x_ProjectLabels',
  'x_ResourceGroupName',
  'x_ServiceCode',
  'x_ServiceId',
  'x_SkuDetails',
  'x_SystemLabels',
  'x_UsageType',
] as const

/** What is added up. The bits say which of them a line leaves empty (1, 2, 4, ...) or breaks (64, 128, ...). */
export const amountColumns = {
  billed_cost: 'BilledCost',
  effective_cost: 'EffectiveCost',
  list_cost: 'ListCost',
  contracted_cost: 'ContractedCost',
  consumed_quantity: 'ConsumedQuantity',
  pricing_quantity: 'PricingQuantity',
} as const

/** Without these a file is not a FOCUS export. */
export const requiredColumns = [
  'BilledCost',
  'BillingAccountId',
  'BillingCurrency',
  'BillingPeriodEnd',
  'BillingPeriodStart',
  'ChargeCategory',
  'ChargePeriodEnd',
  'ChargePeriodStart',
] as const

/** The name and the DuckDB type of each column of a file. */
export type FileColumns = ReadonlyMap<string, string>

export type Flavour = 'aws' | 'gcp' | 'azure' | 'alibaba' | 'tencent' | 'oracle' | 'other'

/**
 * Whose export a file is by the custom columns it brings, for files whose issuer column is empty (GCP's native export).
 * Source: the detection of the FinOps toolkit, and Tencent's and Alibaba's column lists.
 */
export function flavourOf(columns: FileColumns): Flavour {
  const has = (...names: readonly string[]): boolean => names.some((name) => columns.has(name))
  if (has('x_ComponentName', 'x_SubproductName', 'x_OwnerAccountID')) return 'tencent'
  if (has('x_CommodityCode', 'x_BillingItemCode')) return 'alibaba'
  if (has('x_ServiceCode', 'x_Operation', 'x_UsageType', 'x_CostCategories', 'x_Discounts')) return 'aws'
  if (has('x_Credits', 'x_Project', 'x_CurrencyConversionRate')) return 'gcp'
  if (has('x_BilledCostInUsd', 'x_ResourceGroupName', 'x_SkuMeterId')) return 'azure'
  if ([...columns.keys()].some((name) => name.startsWith('oci_'))) return 'oracle'
  return 'other'
}
