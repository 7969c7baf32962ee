import type { Hour } from '../../src/units/hour.js'
import { plusHours } from '../../src/units/hour.js'
import { august, costs, hours, inHour, times } from './charge.js'
import type { Line } from './csv.js'

/** The columns of a FOCUS query over the detailed export that keeps what a person would ask for. */
export const gcpColumns = `
  AvailabilityZone BilledCost BillingAccountId BillingCurrency BillingPeriodStart BillingPeriodEnd
  ChargeCategory ChargeClass ChargeDescription ChargePeriodStart ChargePeriodEnd ConsumedQuantity ConsumedUnit
  ContractedCost ContractedUnitPrice EffectiveCost InvoiceIssuerName ListCost ListUnitPrice PricingCategory
  PricingQuantity PricingUnit ProviderName RegionId ResourceId ServiceName SkuId SubAccountId Tags
  x_CostType x_Credits x_CurrencyConversionRate x_ServiceId
`
  .trim()
  .split(/\s+/)

// A month of an invoice begins at midnight in California. Google leaves the issuer empty.
const machine: Line = {
  AvailabilityZone: 'us-central1-a',
  BillingAccountId: '0EX4MP-1E0000-B111ED',
  BillingCurrency: 'USD',
  BillingPeriodStart: '2026-08-01T07:00:00Z',
  BillingPeriodEnd: '2026-09-01T07:00:00Z',
  ChargeCategory: 'Usage',
  PricingCategory: 'Standard',
  ProviderName: 'Google Cloud',
  RegionId: 'us-central1',
  ResourceId: '//compute.googleapis.com/projects/example-eval/zones/us-central1-a/instances/eval-a100-01',
  ServiceName: 'Compute Engine',
  SubAccountId: 'example-eval',
  Tags: '[{"key":"model","value":"qwen2.5-14b"},{"key":"team","value":"eval"}]',
  x_CostType: 'regular',
  x_Credits: '[]',
  x_CurrencyConversionRate: '1',
  x_ServiceId: '6F81-5844-456A',
}

interface Sku {
  readonly id: string
  readonly name: string
  readonly price: string
  readonly quantity: string
  readonly unit: string
  readonly consumed: string
  readonly consumedUnit: string
}

// An a2-highgpu-1g: one A100 of 40 GB, 12 cores, 85 GiB. Its price is nowhere but in the sum of the three.
const gpu: Sku = {
  id: '039F-D0DA-4055',
  name: 'Nvidia Tesla A100 GPU running in Americas',
  price: '2.933908',
  quantity: '1',
  unit: 'hour',
  consumed: '3600',
  consumedUnit: 'seconds',
}
const core: Sku = {
  id: 'EX4M-P1E0-C0DE',
  name: 'A2 Instance Core running in Americas',
  price: '0.031611',
  quantity: '12',
  unit: 'hour',
  consumed: '43200',
  consumedUnit: 'seconds',
}
const ram: Sku = {
  id: 'EX4M-P1E0-0A88',
  name: 'A2 Instance Ram running in Americas',
  price: '0.004237',
  quantity: '85',
  unit: 'gibibyte hour',
  consumed: '328564998144000',
  consumedUnit: 'byte-seconds',
}

/** A machine that evaluates from ten to four in Beijing, Monday to Friday, each hour billed as GPU, cores and memory. */
export function gcpLines(): Line[] {
  const days = [3, 4, 5, 6, 7, 10, 11, 12, 13, 14].map((day) => august(day, 2))
  return days
    .flatMap((morning) => hours(morning, plusHours(morning, 6)))
    .flatMap((hour) => [gpu, core, ram].map((sku) => skuLine(sku, hour)))
}

function skuLine(sku: Sku, hour: Hour): Line {
  const cost = times(sku.price, sku.quantity)
  return {
    ...machine,
    ...inHour(hour),
    ...(sku === gpu && hour >= august(5) && hour < august(6) ? promoted(cost) : costs(cost)),
    ChargeDescription: sku.name,
    ConsumedQuantity: sku.consumed,
    ConsumedUnit: sku.consumedUnit,
    PricingQuantity: sku.quantity,
    PricingUnit: sku.unit,
    ListUnitPrice: sku.price,
    ContractedUnitPrice: sku.price,
    SkuId: sku.id,
  }
}

// A promotion is a way of paying: it lowers the bill by half a dollar an hour, and not what the hour costs.
function promoted(cost: string): Line {
  const billed = '2.433908'
  return {
    ...costs(cost, cost, billed, cost),
    x_Credits: '[{"name":"Example trial","amount":-0.5,"type":"PROMOTION"}]',
  }
}
