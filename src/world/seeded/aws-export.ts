/** What AWS exports for a second payer: FOCUS 1.2 into a bucket, a whole period once a day, and for two weeks after its end. */
import { type Atto, cutTo, textOf, times } from './amounts.js'
import { ALWAYS, type Charge, dayOf, hourOf, type Posted, restated } from './charges.js'
import type { Dice } from './dice.js'
import { type Machine, machinesOf } from './machines.js'
import { DAY, floor, HOUR, hoursIn, secondsIn, type Span, utc } from './moments.js'

export const EXPORTER = '777788889999'
const MEMBER = '777788880001'
const EC2 = 'Amazon Elastic Compute Cloud'
/** At 05:00 UTC, for two weeks after the period's end. */
const DELIVERED_AT = 5 * HOUR
const DELIVERED_FOR = 14 * DAY

/** Cells by column; a column that is not there is empty. */
export type FocusRow = Readonly<Record<string, string>>

/** A period as it lies in the bucket. */
export interface Delivery {
  /** `2026-08` */
  readonly period: string
  /** When, in seconds. */
  readonly at: number
  readonly rows: readonly FocusRow[]
}

/** Machines of an account of its own, under names of their own. */
export function exportedMachines(dice: Dice, each: number, life: Span): Machine[] {
  return machinesOf(dice, ['aws'], each, life).map((machine, i) => ({
    ...machine,
    name: `${machine.name}-exported`,
    paid: i % 2 === 0 ? 'discount' : 'list',
  }))
}

export function awsExport(dice: Dice, machines: readonly Machine[], life: Span): Posted<FocusRow>[] {
  return machines.flatMap((machine) =>
    hoursIn(life).flatMap((hour) => {
      const ran = secondsIn(machine.on, hour, hour + HOUR)
      const now = dice.of(`${machine.id} ${utc(hour)}`)
      return [...(ran === 0 ? [] : used(now, machine, hour, ran)), ...(now.chance(3) ? [taxed(now, hour)] : [])]
    }),
  )
}

/** What lies in the bucket at a moment. A period is delivered whole, so that what came since is not in it. */
export function deliveriesAt(exported: readonly Posted<FocusRow>[], now: number): Delivery[] {
  const shown = exportedAt(exported, now)
  return [...new Set(shown.map(periodOf))].toSorted().map((period) => ({
    period,
    at: deliveredAt(period, now),
    rows: shown.filter((one) => periodOf(one) === period).map(({ row }) => row),
  }))
}

/** The rows of all of it, with the charges that they stand for. */
export function exportedAt(exported: readonly Posted<FocusRow>[], now: number): Posted<FocusRow>[] {
  return exported.filter((one) => {
    const at = deliveredAt(periodOf(one), now)
    return one.from <= at && at < one.until
  })
}

function periodOf({ row }: Posted<FocusRow>): string {
  return (row['BillingPeriodStart'] ?? '').slice(0, 7)
}

function deliveredAt(period: string, now: number): number {
  const last = Math.min(now, endOf(period) + DELIVERED_FOR)
  return floor(last - DELIVERED_AT, DAY) + DELIVERED_AT
}

function endOf(period: string): number {
  const [year = 0, month = 1] = period.split('-').map(Number)
  return Date.UTC(year, month, 1) / 1000
}

/** A tenth off for who agreed on it; some hours are told in cents first, some are credited a day later. */
function used(dice: Dice, { type, id, paid }: Machine, hour: number, ran: number): Posted<FocusRow>[] {
  const list = times(type.list, ran, HOUR)
  const agreed = paid === 'discount' ? times(list, 9, 10) : list
  const shown = hour + HOUR * dice.within(3, 20)
  const kind: Kind = { category: 'Usage', resource: id, service: EC2, span: hourOf(hour) }
  const more = {
    ConsumedQuantity: textOf(times(10n ** 18n, ran, HOUR)),
    ConsumedUnit: 'Hrs',
    PricingQuantity: textOf(times(10n ** 18n, ran, HOUR)),
    PricingUnit: 'Hrs',
    PricingCategory: 'Standard',
    SkuMeter: `BoxUsage:${type.name}`,
    SkuPriceDetails: JSON.stringify({ InstanceType: type.name }),
    x_Operation: 'RunInstances',
    x_ServiceCode: 'AmazonEC2',
  }
  const gpuSeconds = [ran * type.gpus[0], type.gpus[1]] as const
  const final = posted({ ...kind, gpuSeconds }, shown + DAY, { list, agreed }, more)
  const about = { list: cutTo(2, list), agreed: cutTo(2, agreed) }
  const first = posted({ ...kind, gpuSeconds }, shown, about, more)
  const told = dice.chance(15) ? restated(first, final) : [{ ...final, from: shown }]
  if (!dice.chance(10)) return told
  const less = -times(agreed, dice.within(1, 9), 100)
  return [...told, posted({ ...kind, category: 'Credit' }, shown + 20 * HOUR, { list: 0n, agreed: less })]
}

function taxed(dice: Dice, hour: number): Posted<FocusRow> {
  const amount = times(10n ** 16n, dice.within(1, 900))
  const kind: Kind = { category: 'Tax', service: 'Tax', span: dayOf(floor(hour, DAY)) }
  return posted(kind, hour + HOUR * dice.within(3, 16), { list: 0n, agreed: amount })
}

interface Kind extends Pick<Charge, 'gpuSeconds'> {
  readonly category: 'Usage' | 'Credit' | 'Tax'
  readonly service: string
  readonly resource?: string
  readonly span: Span
}

/** What is agreed is what is billed, and what it is worth: nothing is paid ahead here. Credits and taxes have no list price. */
function posted(
  kind: Kind,
  from: number,
  amounts: { readonly list: Atto; readonly agreed: Atto },
  more: FocusRow = {},
) {
  const { category, service, resource, span, gpuSeconds } = kind
  const period = utc(span.from).slice(0, 7)
  const contracted = category === 'Usage' ? amounts.agreed : 0n
  const row: FocusRow = {
    BilledCost: textOf(amounts.agreed),
    BillingAccountId: EXPORTER,
    BillingCurrency: 'USD',
    BillingPeriodStart: `${period}-01T00:00:00Z`,
    BillingPeriodEnd: utc(endOf(period)),
    ChargeCategory: category,
    ChargeFrequency: category === 'Usage' ? 'Usage-Based' : 'One-Time',
    ChargePeriodStart: utc(span.from),
    ChargePeriodEnd: utc(span.to),
    ContractedCost: textOf(contracted),
    EffectiveCost: textOf(amounts.agreed),
    InvoiceIssuerName: 'Amazon Web Services, Inc.',
    ListCost: textOf(amounts.list),
    ProviderName: 'AWS',
    RegionId: 'us-east-1',
    ResourceId: resource ?? '',
    ServiceCategory: category === 'Tax' ? 'Other' : 'Compute',
    ServiceName: service,
    SubAccountId: MEMBER,
    ...more,
  }
  const charge: Charge = {
    provider: 'aws',
    account: EXPORTER,
    period: `${period}-01`,
    currency: 'USD',
    resource,
    service,
    category,
    ...span,
    list: amounts.list,
    contracted,
    billed: amounts.agreed,
    effective: amounts.agreed,
    ...(gpuSeconds === undefined ? {} : { gpuSeconds }),
  }
  return { from, until: ALWAYS, row, charges: [charge] }
}
