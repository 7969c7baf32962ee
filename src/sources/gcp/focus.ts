/** Google's native FOCUS 1.2 export: names and costs as they stand, what a preview leaves out as unknown. */
import type { BillLine } from '../../records/bill-line.js'
import type { Export } from './export.js'
import { amountOf, currencyOf, demanded, demandedAmount, instantOf, Refusal, type Row, textOf } from './fields.js'
import { columns, totals, touched, whole } from './focus-statements.js'
import { detailsOf, reservationOf, resourceOf, tagsOf } from './resource.js'

export const focus: Export = { columns, totalsAre: 'BilledCost per BillingPeriodStart', touched, whole, totals, lines }

const CATEGORIES = ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'] as const

function lines(row: Row): BillLine[] {
  const chargeCategory = categoryOf(row)
  return [
    {
      window: demanded(row, 'usage_hour'),
      provider: 'gcp',
      // The export has no InvoiceIssuerName; the files of the same feed are read with this one.
      invoiceIssuerName: 'Google Cloud',
      invoiceId: null,
      billingAccountId: demanded(row, 'account'),
      subAccountId: textOf(row, 'project_id'),
      ...periodsOf(row),
      billingCurrency: currencyOf(row, 'currency'),
      chargeCategory,
      chargeClass: classOf(row),
      chargeFrequency: null,
      serviceName: textOf(row, 'service'),
      skuId: textOf(row, 'sku_id'),
      skuPriceId: textOf(row, 'sku_price_id'),
      pricingCategory: textOf(row, 'pricing_category'),
      commitmentDiscountId: textOf(row, 'subscription_id'),
      commitmentDiscountType: null,
      commitmentDiscountStatus: null,
      ...reservationOf(row),
      costType: textOf(row, 'cost_type'),
      regionId: textOf(row, 'region'),
      resourceId: resourceOf(row),
      consumedQuantity: amountOf(row, 'used'),
      consumedUnit: textOf(row, 'usage_unit'),
      pricingQuantity: amountOf(row, 'priced'),
      pricingUnit: textOf(row, 'pricing_unit'),
      listCost: amountOf(row, 'list_cost'),
      contractedCost: amountOf(row, 'contracted'),
      billedCost: demandedAmount(row, 'billed'),
      effectiveCost: amountOf(row, 'effective'),
      details: detailsOf(row),
      tags: tagsOf(row),
    },
  ]
}

function categoryOf(row: Row): BillLine['chargeCategory'] {
  const said = demanded(row, 'category')
  const category = CATEGORIES.find((one) => one.toLowerCase() === said.toLowerCase())
  if (category === undefined) throw new Refusal('category', said, `is not one of ${CATEGORIES.join(', ')}`)
  return category
}

function classOf(row: Row): BillLine['chargeClass'] {
  const said = textOf(row, 'class')
  if (said === null) return null
  if (said.toLowerCase() !== 'correction') throw new Refusal('class', said, 'is not Correction')
  return 'Correction'
}

type Periods = 'billingPeriodStart' | 'billingPeriodEnd' | 'chargePeriodStart' | 'chargePeriodEnd'

function periodsOf(row: Row): Pick<BillLine, Periods> {
  const [billingPeriodStart, billingPeriodEnd] = [instantOf(row, 'period_starts'), instantOf(row, 'period_ends')]
  const [chargePeriodStart, chargePeriodEnd] = [instantOf(row, 'starts'), instantOf(row, 'ends')]
  if (billingPeriodEnd <= billingPeriodStart)
    throw new Refusal('period_ends', billingPeriodEnd, 'is not after its start')
  if (chargePeriodEnd < chargePeriodStart) throw new Refusal('ends', chargePeriodEnd, 'is before it starts')
  return { billingPeriodStart, billingPeriodEnd, chargePeriodStart, chargePeriodEnd }
}
