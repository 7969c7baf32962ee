import type { Currency } from '../units/currency.js'
import type { Decimal } from '../units/decimal.js'
import type { Instant } from '../units/instant.js'

/** Columns that are kept under their own names because later rules ask for them: instance types, meters, labels. */
export const DETAILS = [
  'AvailabilityZone',
  'PricingCurrency',
  'ResourceType',
  'ServiceCategory',
  'SkuMeter',
  'SkuPriceDetails',
  'x_BillingItemCode',
  'x_CommodityCode',
  'x_ComponentName',
  'x_ComponentType',
  'x_Operation',
  'x_ProjectLabels',
  'x_ServiceCode',
  'x_ServiceId',
  'x_SystemLabels',
  'x_UsageType',
] as const
export type Detail = (typeof DETAILS)[number]

/**
 * One charge as the provider states it. Names, meanings and nulls are those of FOCUS 1.2; amounts are exact text, because
 * PostgreSQL does the arithmetic. Lines that agree in everything but their amounts are added up at the door, as those of
 * exports are.
 */
export interface BillLine {
  /** Which of the source's windows it belongs to: replaced together, or not at all. */
  readonly window: string
  readonly provider: string
  readonly invoiceIssuerName: string
  readonly invoiceId: string | null
  readonly billingAccountId: string
  readonly subAccountId: string | null
  /** The provider's billing period, `[from, to)` in UTC: Tencent's August begins 2026-07-31T16:00:00Z. */
  readonly billingPeriodStart: Instant
  readonly billingPeriodEnd: Instant
  readonly billingCurrency: Currency
  /** Charged from `chargePeriodStart` up to and without `chargePeriodEnd`; equal for charges of a moment (refunds). */
  readonly chargePeriodStart: Instant
  readonly chargePeriodEnd: Instant
  readonly chargeCategory: 'Usage' | 'Purchase' | 'Tax' | 'Credit' | 'Adjustment'
  readonly chargeClass: 'Correction' | null
  readonly chargeFrequency: 'One-Time' | 'Recurring' | 'Usage-Based' | null
  readonly serviceName: string | null
  readonly skuId: string | null
  readonly skuPriceId: string | null
  readonly pricingCategory: string | null
  readonly commitmentDiscountId: string | null
  readonly commitmentDiscountType: string | null
  readonly commitmentDiscountStatus: 'Used' | 'Unused' | null
  readonly capacityReservationId: string | null
  readonly capacityReservationStatus: 'Used' | 'Unused' | null
  /** The provider's own sort of charge where FOCUS has no column: GCP's cost type, a credit's type, a record type. */
  readonly costType: string | null
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
  readonly details: Readonly<Partial<Record<Detail, string>>>
  readonly tags: Readonly<Record<string, string>>
}

/** A record of a page that was not understood: kept and counted, and its window is incomplete. */
export interface RefusedLine {
  readonly window: string
  /** Place in its page, counted from 1. */
  readonly record: number
  /** The field, as the provider spells it. */
  readonly column: string
  /** What stood there, as it stood. */
  readonly value: string
  /** What was expected: "is not a decimal number". */
  readonly reason: string
  /** The record as it came, as JSON. */
  readonly line: string
}
