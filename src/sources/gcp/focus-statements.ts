/** What is asked of Google's native FOCUS 1.2 export, a preview of 55 columns; those named here are not all of them. */
import type { Totals, Touched, Whole } from './export.js'
import { invoiceTotalsOf, isWhole, type Names, touchedHoursOf, wholeParams } from './shared-statements.js'
import {
  conditions,
  hourOf,
  ifThere,
  momentOf,
  pairsOf,
  select,
  type Statement,
  type Told,
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

const names: Names = {
  account: 'BillingAccountId',
  month: "FORMAT_TIMESTAMP('%Y%m', BillingPeriodStart)",
  currency: 'BillingCurrency',
  starts: 'ChargePeriodStart',
  exported: 'x_ExportTime',
  billed: 'CAST(BilledCost AS NUMERIC)',
}

export const touched = (table: Table, asked: Touched): Statement => touchedHoursOf(names, table, asked)
export const totals = (table: Table, asked: Totals): Statement => invoiceTotalsOf(names, table, asked)

/** The four costs are FOCUS's own (ledger.md 4); what `x_Credits` lists is in them already and is left alone. */
export function whole(table: Table, asked: Whole): Statement {
  const told = keys(table)
  const aliases = told.map(([alias]) => alias)
  return {
    name: 'whole-hours',
    sql: `WITH told AS (
  SELECT
${select([...told, ...amounts], '    ')}
  FROM \`${table.name}\`
  WHERE ${conditions(isWhole(names, table, asked), '    ')}
)
SELECT
  ${aliases.join(', ')},
${select([...amounts.map(([alias]): Told => [alias, wholeSum(alias)]), ['records', 'COUNT(*)']], '  ')}
FROM told
GROUP BY ${aliases.join(', ')}`,
    params: wholeParams(asked),
  }
}
