/**
 * From rows of DescribeBillDetail to bill lines: each component is one, by its RealCost and nothing reckoned. Pure; what is not
 * understood is refused with its reason.
 */
import type { BillLine, Detail, RefusedLine } from '../../records/bill-line.js'
import { attoOf, type Decimal, parseDecimal } from '../../units/decimal.js'
import { epochSeconds, instantAt, type Instant } from '../../units/instant.js'
import { type Charge, sortOf } from './category.js'
import { demandText, type Fields, listOf, parsed, textOf, Unfit } from './fields.js'
import { machineOf } from './machine.js'
import { momentOf, type Month, periodOf } from './months.js'
import { NOTHING, quantitiesOf } from './quantities.js'
import type { TencentSettings } from './settings.js'

export const ISSUER = 'Tencent Cloud'

export interface Rows {
  readonly lines: readonly BillLine[]
  readonly refused: readonly RefusedLine[]
}

export type Known = Pick<TencentSettings, 'account' | 'currency' | 'instanceTypes'>

/** What a row says; `record` is its place in its page. */
export function linesOf(row: Fields, record: number, month: Month, known: Known): Rows {
  const lines: BillLine[] = []
  const refused: RefusedLine[] = []
  const refuse = (error: unknown, place = ''): void => {
    if (!(error instanceof Unfit)) throw error
    const { column, value, message: reason } = error
    refused.push({ window: month.name, record, column: place + column, value, reason, line: JSON.stringify(row) })
  }
  try {
    const shared = sharedOf(row, month, known)
    const components = listOf(row, 'ComponentSet')
    if (components.length === 0) throw new Unfit('ComponentSet', '', 'is empty, and amounts stand nowhere else')
    for (const [i, component] of components.entries()) {
      try {
        lines.push(lineOf(row, component, shared, known))
      } catch (error) {
        refuse(error, `ComponentSet[${i + 1}].`)
      }
    }
  } catch (error) {
    refuse(error)
  }
  return { lines, refused }
}

type Shared = Omit<BillLine, keyof ReturnType<typeof sortOf> | keyof ReturnType<typeof moneyOf> | keyof typeof NOTHING>

/** What the components of a row have in common. */
function sharedOf(row: Fields, month: Month, { account, currency }: Known): Shared {
  const payer = demandText(row, 'PayerUin')
  if (payer !== account) throw new Unfit('PayerUin', payer, `is not the account of the settings, ${account}`)
  const billed = textOf(row, 'BillMonth')
  if (billed !== null && billed.slice(0, 7) !== month.name) {
    throw new Unfit('BillMonth', billed, `is not the month asked for, ${month.name}`)
  }
  const { start: billingPeriodStart, end: billingPeriodEnd } = periodOf(month)
  return {
    window: month.name,
    provider: 'tencent',
    invoiceIssuerName: ISSUER,
    invoiceId: null,
    billingAccountId: account,
    subAccountId: textOf(row, 'OwnerUin'),
    billingPeriodStart,
    billingPeriodEnd,
    billingCurrency: currency,
    ...chargedOf(row),
    chargeClass: null,
    serviceName: textOf(row, 'BusinessCodeName') ?? textOf(row, 'BusinessCode'),
    skuId: textOf(row, 'ProductCode'),
    commitmentDiscountStatus: null,
    capacityReservationId: null,
    capacityReservationStatus: null,
    costType: textOf(row, 'ActionType'),
    regionId: textOf(row, 'RegionId'),
    resourceId: textOf(row, 'ResourceId'),
    details: {},
    tags: tagsOf(row),
    skuPriceId: null,
  }
}

/** The end as Tencent writes it belongs to the charge: 20:59:59 is up to 21:00:00. A refund begins and ends at once. */
function chargedOf(row: Fields): { readonly chargePeriodStart: Instant; readonly chargePeriodEnd: Instant } {
  const begins = parsed('FeeBeginTime', demandText(row, 'FeeBeginTime'), momentOf)
  const ends = parsed('FeeEndTime', demandText(row, 'FeeEndTime'), momentOf)
  if (ends < begins) throw new Unfit('FeeEndTime', demandText(row, 'FeeEndTime'), 'is before FeeBeginTime')
  const after = ends === begins ? ends : instantAt(epochSeconds(ends) + 1)
  return { chargePeriodStart: begins, chargePeriodEnd: after }
}

function lineOf(row: Fields, component: Fields, shared: Shared, known: Known): BillLine {
  const money = moneyOf(component)
  const { resourceId, chargePeriodStart, chargePeriodEnd } = shared
  const moment = chargePeriodStart === chargePeriodEnd
  const charge: Charge = { row, component, resourceId, negative: attoOf(money.billedCost) < 0n, moment }
  const sort = sortOf(charge)
  const { consumedQuantity, consumedUnit, ...priced } = quantitiesOf(component)
  const used = sort.chargeCategory === 'Usage' ? { consumedQuantity, consumedUnit } : {}
  const quantities = sort.chargeCategory === 'Adjustment' ? NOTHING : { ...NOTHING, ...priced, ...used }
  return { ...shared, ...sort, ...money, ...quantities, details: detailsOf(row, component, resourceId, known) }
}

/** List is hidden under a contract price. What is prepaid is billed whole; the ledger amortises the effective cost. */
function moneyOf(component: Fields) {
  const realCost = amountOf(component, 'RealCost')
  if (realCost === null) throw new Unfit('RealCost', component['RealCost'] ?? '', 'is empty')
  return { listCost: amountOf(component, 'Cost'), contractedCost: null, billedCost: realCost, effectiveCost: realCost }
}

function amountOf(component: Fields, column: string): Decimal | null {
  const text = textOf(component, column)
  return text === null ? null : parsed(column, text, parseDecimal)
}

/** Categories of FOCUS for products that samples name; the others it calls Other. */
const categoryOf: ReadonlyMap<string, string> = new Map([
  ['p_cvm', 'Compute'],
  ['p_cdh', 'Compute'],
  ['p_eks', 'Compute'],
  ['p_cdb', 'Databases'],
  ['p_dcdb', 'Databases'],
])

function detailsOf(
  row: Fields,
  component: Fields,
  resourceId: string | null,
  { instanceTypes }: Known,
): BillLine['details'] {
  const type = machineOf(row, component, resourceId, instanceTypes)
  const service = textOf(row, 'BusinessCode')
  const said: readonly (readonly [Detail, string | null])[] = [
    ['AvailabilityZone', textOf(row, 'ZoneName')],
    ['ServiceCategory', categoryOf.get(service ?? '') ?? 'Other'],
    ['SkuPriceDetails', type === null ? null : JSON.stringify({ InstanceType: type })],
    ['x_BillingItemCode', textOf(component, 'ItemCode')],
    ['x_ComponentName', textOf(component, 'ItemCodeName')],
    ['x_ComponentType', textOf(component, 'ComponentCodeName')],
    ['x_Operation', textOf(row, 'ActionType')],
    ['x_ServiceCode', service],
  ]
  const details: Partial<Record<Detail, string>> = {}
  for (const [name, text] of said) if (text !== null) details[name] = text
  return details
}

/** Only tags for cost allocation come; there may be none, as null or as an empty list. */
function tagsOf(row: Fields): Readonly<Record<string, string>> {
  const tags = listOf(row, 'Tags').map((tag) => [demandText(tag, 'TagKey'), textOf(tag, 'TagValue') ?? ''] as const)
  return Object.fromEntries(tags)
}
