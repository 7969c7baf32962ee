/** The columns of the Cost and Usage Report 2.0 that are read; an export may leave out any that is not needed. */

export const NEEDED = [
  'bill_billing_period_start_date',
  'bill_billing_period_end_date',
  'bill_payer_account_id',
  'line_item_currency_code',
  'line_item_line_item_type',
  'line_item_unblended_cost',
  'line_item_usage_account_id',
  'line_item_usage_start_date',
  'line_item_usage_end_date',
] as const

/** What is null where the export was made without it. */
export const WELCOME = [
  'bill_invoice_id',
  'bill_invoicing_entity',
  'line_item_availability_zone',
  'line_item_operation',
  'line_item_product_code',
  'line_item_resource_id',
  'line_item_usage_amount',
  'line_item_usage_type',
  'pricing_public_on_demand_cost',
  'pricing_term',
  'pricing_unit',
  'product_sku',
  'pricing_rate_id',
  'reservation_effective_cost',
  'reservation_reservation_a_r_n',
  'reservation_unused_amortized_upfront_fee_for_billing_period',
  'reservation_unused_recurring_fee',
  'resource_tags',
  'savings_plan_savings_plan_a_r_n',
  'savings_plan_savings_plan_effective_cost',
  'savings_plan_total_commitment_to_date',
  'savings_plan_used_commitment',
  'split_line_item_parent_resource_id',
] as const

/** Of the map `product` where they have no column of their own. */
export const OF_PRODUCT = {
  product_instance_type: 'instance_type',
  product_region_code: 'region_code',
  product_product_name: 'product_name',
} as const

/**
 * The amounts without which a kind of charge cannot be amortised: an export that has such charges and lacks the column
 * would be read as if they cost nothing.
 */
export const FOR_TYPES: Readonly<Record<string, readonly (typeof WELCOME)[number][]>> = {
  SavingsPlanCoveredUsage: ['savings_plan_savings_plan_effective_cost'],
  SavingsPlanRecurringFee: ['savings_plan_total_commitment_to_date', 'savings_plan_used_commitment'],
  DiscountedUsage: ['reservation_effective_cost'],
  RIFee: ['reservation_unused_amortized_upfront_fee_for_billing_period', 'reservation_unused_recurring_fee'],
}

/** The statement that makes the view `cur`: every column a text, a double by its shortest. */
export function curView(columns: ReadonlyMap<string, string>, reader: string): string {
  const texts = [...NEEDED, ...WELCOME].map((name) => `${textOf(columns, name)} as ${name}`)
  const ofProduct = Object.entries(OF_PRODUCT).map(
    ([name, key]) => `${columns.has(name) ? textOf(columns, name) : productOf(columns, key)} as ${name}`,
  )
  return `create temp view cur as select ${[...texts, ...ofProduct].join(', ')} from ${reader}`
}

function textOf(columns: ReadonlyMap<string, string>, name: string): string {
  const type = columns.get(name)
  if (type === undefined) return 'null::varchar'
  return /^(MAP|STRUCT)|\[\]$/.test(type) ? `to_json("${name}")::varchar` : `nullif("${name}"::varchar, '')`
}

function productOf(columns: ReadonlyMap<string, string>, key: string): string {
  const type = columns.get('product')
  if (type === undefined) return 'null::varchar'
  if (type.startsWith('MAP')) return `nullif(product['${key}'], '')`
  if (type.startsWith('STRUCT')) return `nullif(to_json(product) ->> '${key}', '')`
  return `nullif(try(json_extract_string(product, '$.${key}')), '')`
}
