/** What is asked of Google's native FOCUS 1.2 export, a preview of 55 columns; those named here are not all of them. */
import type { Totals, Touched, Whole } from './export.js'
import {
  conditions,
  hourOf,
  loadedWithin,
  markOf,
  momentOf,
  pairsOf,
  select,
  type Statement,
  type Told,
  ifThere,
  wholeSum,
} from './statement.js'
import type { Columns, Table } from './table.js'

export const columns: Columns = {
  exported: 'x_ExportTime',
  needed: {
    BilledCost: 'number',
    BillingAccountId: 'text',
    BillingCurrency: 'text',
    BillingPeriodStart: 'time',
    BillingPeriodEnd: 'time',
    ChargeCategory: 'text',
    ChargePeriodStart: 'time',
    ChargePeriodEnd: 'time',
    ConsumedQuantity: 'number',
    ConsumedUnit: 'text',
    ContractedCost: 'number',
    EffectiveCost: 'number',
    ListCost: 'number',
    PricingQuantity: 'number',
    PricingUnit: 'text',
    RegionId: 'text',
    ResourceId: 'text',
    ServiceName: 'text',
    SkuId: 'text',
    SubAccountId: 'text',
    x_ExportTime: 'time',
  },
  optional: {
    AvailabilityZone: 'text',
    ChargeClass: 'text',
    ChargeDescription: 'text',
    PricingCategory: 'text',
    PricingCurrency: 'text',
    ResourceName: 'text',
    SkuPriceId: 'text',
    x_CostType: 'text',
    x_CurrencyConversionRate: 'number',
    x_Labels: 'list',
    x_ProjectLabels: 'list',
    x_ServiceId: 'text',
    x_SubscriptionInstanceId: 'text',
    x_SystemLabels: 'list',
    x_Tags: 'list',
  },
}

const lists = (table: Table): Told[] => [
  ['label_list', ifThere(table, 'x_Labels', pairsOf('x_Labels'))],
  ['system_label_list', ifThere(table, 'x_SystemLabels', pairsOf('x_SystemLabels'))],
  ['project_label_list', ifThere(table, 'x_ProjectLabels', pairsOf('x_ProjectLabels'))],
  ['tag_list', ifThere(table, 'x_Tags', pairsOf('x_Tags'))],
]

/** A text column that a preview may lose. */
const own = (table: Table, alias: string, column: string): Told => [alias, ifThere(table, column, column)]

const keys = (table: Table): Told[] => [
  ['usage_hour', hourOf('ChargePeriodStart')],
  ['account', 'BillingAccountId'],
  ['period_starts', momentOf('BillingPeriodStart')],
  ['period_ends', momentOf('BillingPeriodEnd')],
  ['starts', momentOf('ChargePeriodStart')],
  ['ends', momentOf('ChargePeriodEnd')],
  ['category', 'ChargeCategory'],
  own(table, 'class', 'ChargeClass'),
  own(table, 'cost_type', 'x_CostType'),
  own(table, 'service_id', 'x_ServiceId'),
  ['service', 'ServiceName'],
  ['sku_id', 'SkuId'],
  own(table, 'sku', 'ChargeDescription'),
  own(table, 'sku_price_id', 'SkuPriceId'),
  own(table, 'pricing_category', 'PricingCategory'),
  ['project_id', 'SubAccountId'],
  ['region', 'RegionId'],
  own(table, 'zone', 'AvailabilityZone'),
  own(table, 'resource_name', 'ResourceName'),
  ['global_name', 'ResourceId'],
  own(table, 'subscription_id', 'x_SubscriptionInstanceId'),
  ['currency', 'BillingCurrency'],
  own(table, 'pricing_currency', 'PricingCurrency'),
  ['rate', ifThere(table, 'x_CurrencyConversionRate', 'CAST(x_CurrencyConversionRate AS NUMERIC)')],
  ['usage_unit', 'ConsumedUnit'],
  ['pricing_unit', 'PricingUnit'],
  ...lists(table),
]

const amounts: readonly Told[] = [
  ['billed', 'CAST(BilledCost AS NUMERIC)'],
  ['effective', 'CAST(EffectiveCost AS NUMERIC)'],
  ['list_cost', 'CAST(ListCost AS NUMERIC)'],
  ['contracted', 'CAST(ContractedCost AS NUMERIC)'],
  ['used', 'CAST(ConsumedQuantity AS NUMERIC)'],
  ['priced', 'CAST(PricingQuantity AS NUMERIC)'],
]

export function touched(table: Table, { from, to, mark, loadedFrom }: Touched): Statement {
  const where = [
    'ChargePeriodStart >= TIMESTAMP(@from)',
    ...(to === undefined ? [] : ['ChargePeriodStart < TIMESTAMP(@to)']),
    ...(mark === undefined ? [] : ['x_ExportTime > TIMESTAMP(@mark)']),
    ...loadedWithin(table, loadedFrom),
  ]
  const told: Told[] = [
    ['usage_hour', hourOf('ChargePeriodStart')],
    ['month', "FORMAT_TIMESTAMP('%Y%m', BillingPeriodStart)"],
    ['latest', markOf('MAX(x_ExportTime)')],
    ['records', 'COUNT(*)'],
  ]
  return {
    name: 'touched-hours',
    sql: `SELECT\n${select(told, '  ')}\nFROM \`${table.name}\`\nWHERE ${conditions(where, '  ')}\nGROUP BY usage_hour, month`,
    params: { from, ...(to === undefined ? {} : { to }), ...(mark === undefined ? {} : { mark }) },
  }
}

/** The four costs are FOCUS's own (ledger.md 4); what `x_Credits` lists is in them already and is left alone. */
export function whole(table: Table, { hours, from, to, upTo, loadedFrom, loadedTo }: Whole): Statement {
  const told = keys(table)
  const names = told.map(([alias]) => alias)
  const where = [
    'ChargePeriodStart >= TIMESTAMP(@from)',
    'ChargePeriodStart < TIMESTAMP(@to)',
    `${hourOf('ChargePeriodStart')} IN UNNEST(@hours)`,
    'x_ExportTime <= TIMESTAMP(@up_to)',
    ...loadedWithin(table, loadedFrom, loadedTo),
  ]
  return {
    name: 'whole-hours',
    sql: `WITH told AS (
  SELECT
${select([...told, ...amounts], '    ')}
  FROM \`${table.name}\`
  WHERE ${conditions(where, '    ')}
)
SELECT
  ${names.join(', ')},
${select([...amounts.map(([alias]): Told => [alias, wholeSum(alias)]), ['records', 'COUNT(*)']], '  ')}
FROM told
GROUP BY ${names.join(', ')}`,
    params: { from, to, hours, up_to: upTo },
  }
}

export function totals(table: Table, { months, from, upTo, loadedFrom }: Totals): Statement {
  const where = [
    "FORMAT_TIMESTAMP('%Y%m', BillingPeriodStart) IN UNNEST(@months)",
    'x_ExportTime <= TIMESTAMP(@up_to)',
    ...loadedWithin(table, loadedFrom),
  ]
  return {
    name: 'invoice-totals',
    sql: `WITH told AS (
  SELECT
    BillingAccountId AS account,
    FORMAT_TIMESTAMP('%Y%m', BillingPeriodStart) AS month,
    BillingCurrency AS currency,
    ChargePeriodStart < TIMESTAMP(@from) AS before,
    CAST(BilledCost AS NUMERIC) AS billed
  FROM \`${table.name}\`
  WHERE ${conditions(where, '    ')}
)
SELECT
  account, month, currency,
  ${wholeSum('billed')} AS total,
  SUM(IF(before, billed, 0)) AS not_in_lines
FROM told
GROUP BY account, month, currency`,
    params: { from, months, up_to: upTo },
  }
}
