/** From a group of Cost Explorer to lines of the bill, with the names that FOCUS gives to things. */
import type { BillLine } from '../../records/bill-line.js'
import { monthStart, parseDay, plusDays } from '../../units/billing-day.js'
import { type Decimal, parseDecimal } from '../../units/decimal.js'
import { type Instant, parseInstant } from '../../units/instant.js'
import type { Group } from './parse.js'
import { type ChargeKind, sortOf, unusedOf } from './record-types.js'
import type { CostExplorerSettings } from './settings.js'

/** What a group does not say itself, because the question was filtered by it or asks for no such thing. */
export interface About {
  readonly window: string
  readonly account: string
  readonly recordType: string
  readonly kind: ChargeKind
  readonly service: string
  readonly usageType: string
  readonly resourceId: string | null
  readonly tags: Readonly<Record<string, string>>
}

export type Payer = Pick<CostExplorerSettings, 'accountId' | 'invoiceIssuer'>

const ZERO = parseDecimal('0')

/** One line, or two for a commitment's fee: what was bought, and what of it nobody used. None of nothing. */
export function linesOf(group: Group, about: About, payer: Payer): BillLine[] {
  const line: BillLine = {
    ...commonOf(group, about, payer),
    ...sortOf(about.kind, about.usageType),
    ...quantitiesOf(group, about.kind),
    billedCost: group.unblended,
    effectiveCost: group.amortized,
  }
  const unused = unusedOf(about.kind)
  const all =
    unused === undefined
      ? [line]
      : [
          { ...line, effectiveCost: ZERO },
          { ...line, ...unused, billedCost: ZERO },
        ]
  return all.filter((one) =>
    [one.billedCost, one.effectiveCost, one.consumedQuantity ?? ZERO].some((amount) => amount !== ZERO),
  )
}

/** A correction of hours that can no longer be read: an amount, and no quantity, so that no GPU runs longer for it. */
export function adjustmentOf(
  amounts: Pick<Group, 'from' | 'to' | 'currency'> & { readonly billed: Decimal; readonly effective: Decimal | null },
  about: About,
  payer: Payer,
): BillLine {
  return {
    ...commonOf(amounts, about, payer),
    ...sortOf(about.kind, about.usageType),
    chargeCategory: 'Adjustment',
    billedCost: amounts.billed,
    effectiveCost: amounts.effective,
  }
}

function commonOf(
  { from, to, currency }: Pick<Group, 'from' | 'to' | 'currency'>,
  about: About,
  { accountId, invoiceIssuer }: Payer,
): Omit<BillLine, keyof ReturnType<typeof sortOf> | 'billedCost' | 'effectiveCost'> {
  const { window, account, recordType, service, usageType, resourceId, tags } = about
  return {
    window,
    provider: 'aws',
    invoiceIssuerName: invoiceIssuer,
    invoiceId: null,
    billingAccountId: accountId,
    subAccountId: account,
    ...periodOf(from.slice(0, 10)),
    billingCurrency: currency,
    chargePeriodStart: from,
    chargePeriodEnd: to,
    chargeClass: null,
    serviceName: service,
    skuId: null,
    skuPriceId: null,
    commitmentDiscountId: null,
    capacityReservationId: null,
    capacityReservationStatus: null,
    costType: recordType,
    // Cost Explorer groups by two things, and the place is not among them; usage types begin with its short name.
    regionId: null,
    resourceId,
    consumedQuantity: null,
    consumedUnit: null,
    pricingQuantity: null,
    pricingUnit: null,
    listCost: null,
    contractedCost: null,
    details: usageType === '' ? {} : { x_UsageType: usageType },
    tags,
  }
}

/** Only of what runs: the quantity of a credit or of a plan's negation would count the same hours again. */
function quantitiesOf({ quantity, unit }: Group, kind: ChargeKind) {
  const counts = ['usage', 'covered_by_plan', 'covered_by_reservation'].includes(kind)
  return counts && quantity !== null
    ? { consumedQuantity: quantity, consumedUnit: unit }
    : { consumedQuantity: null, consumedUnit: null }
}

/** The month of a day, which is AWS's billing period. */
export function periodOf(day: string): { billingPeriodStart: Instant; billingPeriodEnd: Instant } {
  const first = monthStart(parseDay(day, 'UTC'))
  const next = monthStart(plusDays(first, 31))
  return {
    billingPeriodStart: parseInstant(`${first.date}T00:00:00Z`),
    billingPeriodEnd: parseInstant(`${next.date}T00:00:00Z`),
  }
}
