/** An export as Google writes it: rows are only ever added, each into the partition of the day it was loaded. */
import { InvalidQuery } from './bigquery-tokens.js'
import { type Cell, type ExportRow, type Field, isRecord, micros, type Type } from './bigquery-values.js'
import type { Source } from './bigquery-query.js'

export interface ExportTable {
  readonly project: string
  readonly dataset: string
  readonly table: string
  /** `US` */
  readonly location: string
  readonly schema: readonly Field[]
  /** False for a copy that somebody made by hand: it knows no `_PARTITIONTIME`. */
  readonly partitioned: boolean
}

export interface Loaded {
  readonly row: ExportRow
  /** Day of the partition. */
  readonly day: string
}

/** What a row takes of storage: estimates and limits are counted in it. */
export const BYTES_PER_ROW = 1000

const PAIRS = 'key STRING, value STRING'

/** Columns of https://docs.cloud.google.com/billing/docs/how-to/export-data-bigquery-tables/detailed-usage */
export const DETAILED: readonly Field[] = schemaOf(`
  billing_account_id STRING; service {id STRING, description STRING}; sku {id STRING, description STRING};
  usage_start_time TIMESTAMP; usage_end_time TIMESTAMP;
  project {id STRING, number STRING, name STRING, ancestry_numbers STRING, labels [${PAIRS}]};
  labels [${PAIRS}]; system_labels [${PAIRS}];
  location {location STRING, country STRING, region STRING, zone STRING};
  tags [key STRING, value STRING, inherited BOOLEAN, namespace STRING]; transaction_type STRING; seller_name STRING;
  export_time TIMESTAMP; cost FLOAT; currency STRING; currency_conversion_rate FLOAT;
  usage {amount FLOAT, unit STRING, amount_in_pricing_units FLOAT, pricing_unit STRING};
  credits [name STRING, amount FLOAT, full_name STRING, id STRING, type STRING];
  invoice {month STRING, publisher_type STRING}; cost_type STRING;
  adjustment_info {id STRING, description STRING, mode STRING, type STRING}; cost_at_list FLOAT;
  resource {name STRING, global_name STRING}; subscription {instance_id STRING}; consumption_model {id STRING, description STRING}
`)

/** The native FOCUS 1.2 export: no Tags, ServiceCategory, InvoiceId, CommitmentDiscount*, SkuMeter. */
export const FOCUS: readonly Field[] = schemaOf(`
  AvailabilityZone STRING; BilledCost NUMERIC; BillingAccountId STRING; BillingCurrency STRING;
  BillingPeriodStart TIMESTAMP; BillingPeriodEnd TIMESTAMP; ChargeCategory STRING; ChargeClass STRING;
  ChargeDescription STRING; ChargePeriodStart TIMESTAMP; ChargePeriodEnd TIMESTAMP; ConsumedQuantity NUMERIC;
  ConsumedUnit STRING; ContractedCost NUMERIC; ContractedUnitPrice NUMERIC; EffectiveCost NUMERIC; ListCost NUMERIC;
  ListUnitPrice NUMERIC; PricingCategory STRING; PricingCurrency STRING; PricingQuantity NUMERIC; PricingUnit STRING;
  ProviderName STRING; PublisherName STRING; RegionId STRING; RegionName STRING; ResourceId STRING; ResourceName STRING;
  ServiceName STRING; SkuId STRING; SkuPriceId STRING; SubAccountId STRING; SubAccountName STRING;
  x_Credits [Name STRING, Amount NUMERIC, FullName STRING, Id STRING, Type STRING]; x_CostType STRING;
  x_CurrencyConversionRate FLOAT; x_ExportTime TIMESTAMP; x_Location STRING; x_ServiceId STRING;
  x_SystemLabels [Key STRING, Value STRING]; x_Labels [Key STRING, Value STRING]; x_ProjectLabels [Key STRING, Value STRING];
  x_Tags [Key STRING, Value STRING, x_Inherited BOOLEAN, x_Namespace STRING]; x_SubscriptionInstanceId STRING
`)

function schemaOf(text: string): Field[] {
  return text.split(/;(?![^{[]*[}\]])/).map((one) => {
    const [, name = '', open = '', rest = ''] = /^\s*(\w+) ([{[]?)([^]*?)[}\]]?\s*$/.exec(one) ?? []
    if (open === '') return { name, type: typeOf(rest) }
    const fields = insideOf(rest)
    return { name, type: 'RECORD', fields, ...(open === '[' ? { mode: 'REPEATED' as const } : {}) }
  })
}

function insideOf(text: string): Field[] {
  return text.split(/,(?![^[]*\])/).map((one) => {
    const [, name = '', list, type = ''] = /^\s*(\w+) (?:\[([^]*)\]|(\w+))\s*$/.exec(one) ?? []
    if (list !== undefined) return { name, type: 'RECORD', mode: 'REPEATED', fields: insideOf(list) }
    return { name, type: typeOf(type) }
  })
}

function typeOf(text: string): Type {
  const types: readonly Type[] = ['STRING', 'NUMERIC', 'FLOAT', 'INTEGER', 'TIMESTAMP', 'BOOLEAN']
  const type = types.find((one) => one === text.trim())
  if (type === undefined) throw new Error(`${text} is no type`)
  return type
}

/** @throws InvalidQuery for a row with a column that the export has not */
export function stored(row: ExportRow, schema: readonly Field[]): ExportRow {
  for (const name of Object.keys(row)) {
    if (!schema.some((field) => field.name === name)) throw new InvalidQuery(`no such field: ${name}`)
  }
  return Object.fromEntries(schema.map((field) => [field.name, cellOf(row[field.name] ?? null, field)]))
}

function cellOf(value: Cell, field: Field): Cell {
  if (field.mode === 'REPEATED') {
    return Array.isArray(value) ? value.map((one: Cell) => cellOf(one, { ...field, mode: 'NULLABLE' })) : []
  }
  if (field.type === 'TIMESTAMP') return typeof value === 'string' ? micros(value) : null
  if (field.type !== 'RECORD' || !isRecord(value)) return value
  return Object.fromEntries((field.fields ?? []).map((one) => [one.name, cellOf(cell(value[one.name]), one)]))
}

function cell(value: unknown): Cell {
  return typeof value === 'string' || value === null || Array.isArray(value) ? value : null
}

/** The table as statements see it; what is read of it is told, for that is what it costs. */
export function sourceOf(table: ExportTable, rows: readonly Loaded[], onRead: (bytes: bigint) => void): Source {
  const partition: Field = { name: '_PARTITIONTIME', type: 'TIMESTAMP' }
  return {
    columns: table.partitioned ? [...table.schema, partition] : table.schema,
    rows: (isRead) => {
      const days = new Map<string, boolean>()
      const read = rows.filter(({ day }) => {
        const known = days.get(day) ?? (!table.partitioned || isRead(micros(day)))
        days.set(day, known)
        return known
      })
      onRead(BigInt(read.length * BYTES_PER_ROW))
      return read.map(({ row, day }) => ({ ...row, _PARTITIONTIME: micros(day) }))
    },
  }
}
