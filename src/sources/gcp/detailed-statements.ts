/** What is asked of the detailed export: https://docs.cloud.google.com/billing/docs/how-to/export-data-bigquery-tables/detailed-usage */
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
  exported: 'export_time',
  needed: {
    billing_account_id: 'text',
    'invoice.month': 'text',
    cost_type: 'text',
    'service.id': 'text',
    'service.description': 'text',
    'sku.id': 'text',
    'sku.description': 'text',
    usage_start_time: 'time',
    usage_end_time: 'time',
    export_time: 'time',
    'project.id': 'text',
    labels: 'list',
    'location.region': 'text',
    'location.zone': 'text',
    'resource.name': 'text',
    'resource.global_name': 'text',
    cost: 'number',
    currency: 'text',
    'usage.amount': 'number',
    'usage.unit': 'text',
    'usage.amount_in_pricing_units': 'number',
    'usage.pricing_unit': 'text',
    credits: 'list',
    'credits.type': 'text',
    'credits.amount': 'number',
  },
  // Google added these over the years; an old or a hand-made table is read without them.
  optional: {
    'adjustment_info.type': 'text',
    cost_at_list: 'number',
    currency_conversion_rate: 'number',
    'project.labels': 'list',
    'subscription.instance_id': 'text',
    system_labels: 'list',
    tags: 'list',
  },
}

// A correction is one of an invoice that went out before. Within its month it changes what the month says, and nets out.
const CORRECTION =
  "IF(adjustment_info.type IS NOT NULL AND invoice.month > FORMAT_TIMESTAMP('%Y%m', usage_start_time), 'Correction', NULL)"

/** Everything that tells lines apart (ledger.md 2). */
const keys = (table: Table): Told[] => [
  ['usage_hour', hourOf('usage_start_time')],
  ['account', 'billing_account_id'],
  ['month', 'invoice.month'],
  ['cost_type', 'cost_type'],
  ['starts', momentOf('usage_start_time')],
  ['ends', momentOf('usage_end_time')],
  ['class', ifThere(table, 'adjustment_info.type', CORRECTION)],
  ['service_id', 'service.id'],
  ['service', 'service.description'],
  ['sku_id', 'sku.id'],
  ['sku', 'sku.description'],
  ['project_id', 'project.id'],
  ['region', 'location.region'],
  ['zone', 'location.zone'],
  ['resource_name', 'resource.name'],
  ['global_name', 'resource.global_name'],
  ['subscription_id', ifThere(table, 'subscription.instance_id', 'subscription.instance_id')],
  ['currency', 'currency'],
  ['rate', ifThere(table, 'currency_conversion_rate', 'CAST(currency_conversion_rate AS NUMERIC)')],
  ['usage_unit', 'usage.unit'],
  ['pricing_unit', 'usage.pricing_unit'],
  ['label_list', pairsOf('labels')],
  ['system_label_list', ifThere(table, 'system_labels', pairsOf('system_labels'))],
  ['project_label_list', ifThere(table, 'project.labels', pairsOf('project.labels'))],
  ['tag_list', ifThere(table, 'tags', pairsOf('tags'))],
]

// Doubles added up drift by where they stand; as NUMERIC each is its nine decimals, and the sum is exact.
const amounts = (table: Table): Told[] => [
  ['cost', 'CAST(cost AS NUMERIC)'],
  ['list_cost', table.has('cost_at_list') ? 'CAST(cost_at_list AS NUMERIC)' : 'CAST(NULL AS NUMERIC)'],
  ['used', 'CAST(usage.amount AS NUMERIC)'],
  ['priced', 'CAST(usage.amount_in_pricing_units AS NUMERIC)'],
]

const names: Names = {
  account: 'billing_account_id',
  month: 'invoice.month',
  currency: 'currency',
  starts: 'usage_start_time',
  exported: 'export_time',
  billed: 'CAST(cost AS NUMERIC) + IFNULL((SELECT SUM(CAST(c.amount AS NUMERIC)) FROM UNNEST(credits) AS c), 0)',
}

export const touched = (table: Table, asked: Touched): Statement => touchedHoursOf(names, table, asked)
export const totals = (table: Table, asked: Totals): Statement => invoiceTotalsOf(names, table, asked)

/** Credits are added up per type in a subquery: joined to their rows they would count a cost once for each credit. */
export function whole(table: Table, asked: Whole): Statement {
  const [told, sums] = [keys(table), amounts(table)]
  const aliases = told.map(([alias]) => alias)
  return {
    name: 'whole-hours',
    sql: `WITH told AS (
  SELECT
${select([...told, ...sums, ['credits', 'credits']], '    ')}
  FROM \`${table.name}\`
  WHERE ${conditions(isWhole(names, table, asked), '    ')}
), charged AS (
  SELECT
    ${aliases.join(', ')},
${select([...sums.map(([alias]): Told => [alias, wholeSum(alias)]), ['credits', 'ARRAY_CONCAT_AGG(credits)'], ['records', 'COUNT(*)']], '    ')}
  FROM told
  GROUP BY ${aliases.join(', ')}
)
SELECT
  ${[...aliases, ...sums.map(([alias]) => alias), 'records'].join(', ')},
  ARRAY(SELECT AS STRUCT c.type AS type, SUM(CAST(c.amount AS NUMERIC)) AS amount FROM UNNEST(credits) AS c GROUP BY c.type) AS credits
FROM charged`,
    params: wholeParams(asked),
  }
}
