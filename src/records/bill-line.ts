import type { Currency } from '../units/currency.js'
import type { Decimal } from '../units/decimal.js'
import type { Instant } from '../units/instant.js'

/** How fine a charge is. `hour` includes parts of an hour; what is coarser is spread to hours by what ran. */
export type Grain = 'hour' | 'day' | 'month'

/**
 * One charge as the provider states it, or the sum of `lineCount` charges that agree in everything but their amounts.
 * Names, meanings and nulls are those of FOCUS 1.2; amounts are exact text, because PostgreSQL does the arithmetic.
 */
export interface BillLine {
  readonly provider: string
  readonly invoiceIssuerName: string | null
  readonly invoiceId: string | null
  readonly billingAccountId: string
  readonly subAccountId: string | null
  /** The first moment of the provider's billing period, in UTC: Tencent's August begins 2026-07-31T16:00:00Z. */
  readonly billingPeriod: Instant
  readonly billingCurrency: Currency
  /** Charged from `chargePeriodStart` up to and without `chargePeriodEnd`; equal for charges of a moment (refunds). */
  readonly chargePeriodStart: Instant
  readonly chargePeriodEnd: Instant
  readonly grain: Grain
  readonly chargeCategory: 'Usage' | 'Purchase' | 'Tax' | 'Credit' | 'Adjustment'
  readonly chargeClass: 'Correction' | null
  readonly chargeFrequency: 'One-Time' | 'Recurring' | 'Usage-Based' | null
  readonly serviceName: string
  readonly skuId: string | null
  readonly skuPriceId: string | null
  readonly pricingCategory: string | null
  readonly commitmentDiscountId: string | null
  readonly commitmentDiscountType: string | null
  readonly commitmentDiscountStatus: 'Used' | 'Unused' | null
  readonly capacityReservationId: string | null
  readonly regionId: string | null
  /** The provider's own name of what was charged; null for charges without a resource (tax, support). */
  readonly resourceId: string | null
  readonly consumedQuantity: Decimal | null
  readonly consumedUnit: string | null
  readonly pricingQuantity: Decimal | null
  readonly pricingUnit: string | null
  /** The four bases, in the billing currency. Null is "the provider does not say", which is not zero. */
  readonly listCost: Decimal | null
  readonly contractedCost: Decimal | null
  readonly billedCost: Decimal
  readonly effectiveCost: Decimal | null
  readonly tags: Readonly<Record<string, string>>
  readonly lineCount: number
}
