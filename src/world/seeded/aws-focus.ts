/** FOCUS 1.2 as AWS exports it: what was used at list price or a tenth below it, credits that come late, and tax. */
import { type Atto, cutTo, textOf, times } from './amounts.js'
import { type Amounts, type Cells, endOf, exportedCharge, EXPORTER, type Kind, MEMBER } from './aws-export.js'
import { ALWAYS, dayOf, hourOf, type Posted, restated } from './charges.js'
import type { Dice } from './dice.js'
import type { Columns } from './export-files.js'
import type { Machine } from './machines.js'
import { DAY, floor, HOUR, hoursIn, secondsIn, type Span, utc } from './moments.js'

const EC2 = 'Amazon Elastic Compute Cloud'

export const FOCUS_COLUMNS: Columns = {
  BilledCost: 'double',
  BillingAccountId: 'varchar',
  BillingCurrency: 'varchar',
  BillingPeriodEnd: 'timestamp',
  BillingPeriodStart: 'timestamp',
  ChargeCategory: 'varchar',
  ChargeClass: 'varchar',
  ChargeFrequency: 'varchar',
  ChargePeriodEnd: 'timestamp',
  ChargePeriodStart: 'timestamp',
  ConsumedQuantity: 'double',
  ConsumedUnit: 'varchar',
  ContractedCost: 'double',
  EffectiveCost: 'double',
  InvoiceIssuerName: 'varchar',
  ListCost: 'double',
  PricingCategory: 'varchar',
  PricingQuantity: 'double',
  PricingUnit: 'varchar',
  ProviderName: 'varchar',
  RegionId: 'varchar',
  ResourceId: 'varchar',
  ServiceCategory: 'varchar',
  ServiceName: 'varchar',
  SkuMeter: 'varchar',
  SkuPriceDetails: 'varchar',
  SubAccountId: 'varchar',
  Tags: 'map',
  x_Operation: 'varchar',
  x_ServiceCode: 'varchar',
}

export function focusExport(dice: Dice, machines: readonly Machine[], life: Span): Posted<Cells>[] {
  return machines.flatMap((machine) =>
    hoursIn(life).flatMap((hour) => {
      const ran = secondsIn(machine.on, hour, hour + HOUR)
      const now = dice.of(`${machine.id} ${utc(hour)}`)
      return [...(ran === 0 ? [] : used(now, machine, hour, ran)), ...(now.chance(3) ? [taxed(now, hour)] : [])]
    }),
  )
}

/** A tenth off for who agreed on it; some hours are told in cents first, some are credited a day later. */
function used(dice: Dice, { type, id, paid }: Machine, hour: number, ran: number): Posted<Cells>[] {
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

function taxed(dice: Dice, hour: number): Posted<Cells> {
  const amount = times(10n ** 16n, dice.within(1, 900))
  const kind: Kind = { category: 'Tax', service: 'Tax', span: dayOf(floor(hour, DAY)) }
  return posted(kind, hour + HOUR * dice.within(3, 16), { list: 0n, agreed: amount })
}

/** What is agreed is what is billed, and what it is worth: nothing is paid ahead here. Credits and taxes have no list price. */
function posted(
  kind: Kind,
  from: number,
  { list, agreed }: { readonly list: Atto; readonly agreed: Atto },
  more: Cells = {},
): Posted<Cells> {
  const contracted = kind.category === 'Usage' ? agreed : 0n
  const amounts: Amounts = { list, contracted, billed: agreed, effective: agreed }
  const row = { ...rowOf(kind, amounts), ...more }
  return { from, until: ALWAYS, row, charges: [exportedCharge(kind, amounts)] }
}

function rowOf({ category, service, resource, span }: Kind, amounts: Amounts): Cells {
  const period = utc(span.from).slice(0, 7)
  return {
    BilledCost: textOf(amounts.billed),
    BillingAccountId: EXPORTER,
    BillingCurrency: 'USD',
    BillingPeriodStart: `${period}-01T00:00:00Z`,
    BillingPeriodEnd: utc(endOf(period)),
    ChargeCategory: category,
    ChargeFrequency: category === 'Usage' ? 'Usage-Based' : 'One-Time',
    ChargePeriodStart: utc(span.from),
    ChargePeriodEnd: utc(span.to),
    ContractedCost: textOf(amounts.contracted),
    EffectiveCost: textOf(amounts.effective),
    InvoiceIssuerName: 'Amazon Web Services, Inc.',
    ListCost: textOf(amounts.list),
    ProviderName: 'AWS',
    RegionId: 'us-east-1',
    ResourceId: resource ?? '',
    ServiceCategory: category === 'Tax' ? 'Other' : 'Compute',
    ServiceName: service,
    SubAccountId: MEMBER,
  }
}
