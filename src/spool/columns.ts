/** A bill line as a row of FOCUS columns, in one order; and one that was refused, with what is wrong with it. */
import { type BillLine, DETAILS, type RefusedLine } from '../records/bill-line.js'
import type { BillWindow } from '../records/bill-source.js'

const texts: Readonly<Record<string, (line: BillLine) => string | null>> = {
  ProviderName: (line) => line.provider,
  InvoiceIssuerName: (line) => line.invoiceIssuerName,
  InvoiceId: (line) => line.invoiceId,
  BillingAccountId: (line) => line.billingAccountId,
  SubAccountId: (line) => line.subAccountId,
  BillingPeriodStart: (line) => line.billingPeriodStart,
  BillingPeriodEnd: (line) => line.billingPeriodEnd,
  BillingCurrency: (line) => line.billingCurrency,
  ChargePeriodStart: (line) => line.chargePeriodStart,
  ChargePeriodEnd: (line) => line.chargePeriodEnd,
  ChargeCategory: (line) => line.chargeCategory,
  ChargeClass: (line) => line.chargeClass,
  ChargeFrequency: (line) => line.chargeFrequency,
  ServiceName: (line) => line.serviceName,
  SkuId: (line) => line.skuId,
  SkuPriceId: (line) => line.skuPriceId,
  PricingCategory: (line) => line.pricingCategory,
  CommitmentDiscountId: (line) => line.commitmentDiscountId,
  CommitmentDiscountType: (line) => line.commitmentDiscountType,
  CommitmentDiscountStatus: (line) => line.commitmentDiscountStatus,
  CapacityReservationId: (line) => line.capacityReservationId,
  CapacityReservationStatus: (line) => line.capacityReservationStatus,
  x_CostType: (line) => line.costType,
  RegionId: (line) => line.regionId,
  ResourceId: (line) => line.resourceId,
  ConsumedQuantity: (line) => line.consumedQuantity,
  ConsumedUnit: (line) => line.consumedUnit,
  PricingQuantity: (line) => line.pricingQuantity,
  PricingUnit: (line) => line.pricingUnit,
  ListCost: (line) => line.listCost,
  ContractedCost: (line) => line.contractedCost,
  BilledCost: (line) => line.billedCost,
  EffectiveCost: (line) => line.effectiveCost,
  Tags: (line) => (Object.keys(line.tags).length === 0 ? null : JSON.stringify(line.tags)),
  x_Window: (line) => line.window,
  ...Object.fromEntries(DETAILS.map((name) => [name, (line: BillLine) => line.details[name] ?? null])),
}

const problems = ['x_Page', 'x_Record', 'x_ProblemColumn', 'x_ProblemValue', 'x_ProblemReason', 'x_Line'] as const

/** The heading of a spool. */
export const spoolColumns: readonly string[] = [...Object.keys(texts), ...problems]

export function rowOf(line: BillLine): readonly (string | null)[] {
  return [...Object.values(texts).map((text) => text(line)), ...problems.map(() => null)]
}

/** What is known of a refused line is its window: enough to tell which one is incomplete. */
export function refusedRow(
  page: string,
  refused: RefusedLine,
  window: BillWindow | undefined,
): readonly (string | null)[] {
  const said: Readonly<Record<string, string | undefined>> = {
    ProviderName: window?.provider,
    InvoiceIssuerName: window?.invoiceIssuerName,
    BillingAccountId: window?.billingAccountId,
    BillingPeriodStart: window && `${window.billingPeriod}T00:00:00Z`,
    BillingPeriodEnd: window && `${window.billingPeriodEnd}T00:00:00Z`,
    x_Window: refused.window,
    x_Page: page,
    x_Record: String(refused.record),
    x_ProblemColumn: refused.column,
    x_ProblemValue: refused.value,
    x_ProblemReason: refused.reason,
    x_Line: refused.line,
  }
  return spoolColumns.map((name) => said[name] ?? null)
}
