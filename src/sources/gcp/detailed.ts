/** The detailed usage export: a row's charge, and beside it a line for each type of credit. */
import type { BillLine } from '../../records/bill-line.js'
import { parseDecimal } from '../../units/decimal.js'
import { columns, totals, touched, whole } from './detailed-statements.js'
import type { Export } from './export.js'
import {
  amountOf,
  currencyOf,
  demanded,
  demandedAmount,
  instantOf,
  isList,
  Refusal,
  type Row,
  textOf,
  type Value,
} from './fields.js'
import { monthOf } from './months.js'
import { detailsOf, reservationOf, resourceOf, tagsOf } from './resource.js'

export const detailed: Export = {
  columns,
  totalsAre: 'cost and credits per invoice.month',
  touched,
  whole,
  totals,
  lines,
}

/** Ways of paying: they lower the bill, and not what the work costs (ledger.md 4). */
const PAYMENTS = new Set(['PROMOTION', 'FREE_TIER'])
const ZERO = parseDecimal('0')

function lines(row: Row): BillLine[] {
  const charge = chargeOf(row)
  const credits = row['credits']
  if (!isList(credits)) throw new Refusal('credits', credits, 'is not a list')
  return [charge, ...credits.map((credit) => creditOf(charge, credit))]
}

/** list = cost_at_list, contracted = cost before credits; its credits are what makes billed and effective of it. */
function chargeOf(row: Row): BillLine {
  const cost = demandedAmount(row, 'cost')
  const [from, to] = monthOf(demanded(row, 'month'))
  const category = categoryOf(row)
  const [used, regular] = [category === 'Usage', category === 'Usage' || category === 'Purchase']
  const correction = textOf(row, 'class')
  if (correction !== null && correction !== 'Correction') throw new Refusal('class', correction, 'is not Correction')
  return {
    window: demanded(row, 'usage_hour'),
    provider: 'gcp',
    invoiceIssuerName: 'Google Cloud',
    invoiceId: null,
    billingAccountId: demanded(row, 'account'),
    subAccountId: textOf(row, 'project_id'),
    billingPeriodStart: from,
    billingPeriodEnd: to,
    billingCurrency: currencyOf(row, 'currency'),
    ...periodOf(row),
    chargeCategory: category,
    chargeClass: correction,
    chargeFrequency: used ? 'Usage-Based' : category === 'Purchase' ? 'Recurring' : null,
    serviceName: textOf(row, 'service'),
    skuId: textOf(row, 'sku_id'),
    skuPriceId: null,
    pricingCategory: null,
    commitmentDiscountId: textOf(row, 'subscription_id'),
    commitmentDiscountType: null,
    commitmentDiscountStatus: null,
    ...reservationOf(row),
    costType: demanded(row, 'cost_type'),
    regionId: textOf(row, 'region'),
    resourceId: resourceOf(row),
    consumedQuantity: used ? amountOf(row, 'used') : null,
    consumedUnit: used ? textOf(row, 'usage_unit') : null,
    pricingQuantity: regular ? amountOf(row, 'priced') : null,
    pricingUnit: regular ? textOf(row, 'pricing_unit') : null,
    listCost: amountOf(row, 'list_cost'),
    contractedCost: cost,
    billedCost: cost,
    effectiveCost: cost,
    details: detailsOf(row),
    tags: tagsOf(row),
  }
}

/** A credit belongs to what it was given for. Its list and contracted cost are zero and not unknown: both are before credits. */
function creditOf(charge: BillLine, credit: Value): BillLine {
  if (typeof credit !== 'object' || credit === null || isList(credit)) {
    throw new Refusal('credits', credit, 'is not a list of credits')
  }
  const said: Row = { ...credit }
  const type = demanded(said, 'type')
  const amount = demandedAmount(said, 'amount')
  return {
    ...charge,
    chargeCategory: 'Credit',
    chargeFrequency: null,
    costType: type,
    consumedQuantity: null,
    consumedUnit: null,
    pricingQuantity: null,
    pricingUnit: null,
    listCost: ZERO,
    contractedCost: ZERO,
    billedCost: amount,
    effectiveCost: PAYMENTS.has(type) ? ZERO : amount,
  }
}

/** The fee of a commitment is a SKU of its own ("Commitment v1: Nvidia L4 GPU in …") that buys what credits then pay for. */
function categoryOf(row: Row): BillLine['chargeCategory'] {
  const type = demanded(row, 'cost_type')
  switch (type) {
    case 'regular':
      return /^commitment\b/i.test(textOf(row, 'sku') ?? '') ? 'Purchase' : 'Usage'
    case 'tax':
      return 'Tax'
    case 'adjustment':
    case 'rounding_error':
      return 'Adjustment'
    default:
      throw new Refusal('cost_type', type, 'is not one of regular, tax, adjustment, rounding_error')
  }
}

function periodOf(row: Row): Pick<BillLine, 'chargePeriodStart' | 'chargePeriodEnd'> {
  const [chargePeriodStart, chargePeriodEnd] = [instantOf(row, 'starts'), instantOf(row, 'ends')]
  if (chargePeriodEnd < chargePeriodStart) throw new Refusal('ends', chargePeriodEnd, 'is before it starts')
  return { chargePeriodStart, chargePeriodEnd }
}
