/** What AWS bills for the fleet: instances by the hour, a Savings Plan with its fee, credits, transfer, and tax. */
import type { Charge as CostRow } from '../aws-cost-explorer.js'
import { type Atto, atto, cutTo, textOf, times } from './amounts.js'
import { ALWAYS, type Charge, dayOf, hourOf, type Posted, restated } from './charges.js'
import type { Dice } from './dice.js'
import type { Machine } from './machines.js'
import { DAY, floor, HOUR, hoursIn, secondsIn, type Span, utc } from './moments.js'

export const PAYER = '111122223333'
export const MEMBER = '444455556666'
const EC2 = 'Amazon Elastic Compute Cloud - Compute'
const PLANS = 'Savings Plans for AWS Compute usage'

/** What a row says beside its amounts. */
interface Kind {
  readonly recordType: string
  readonly service: string
  readonly usageType: string
  readonly category: Charge['category']
  readonly resource?: string | undefined
}

interface Amounts {
  readonly unblended: Atto
  readonly amortized: Atto
  readonly quantity?: Atto
  readonly gpuSeconds?: readonly [number, number]
}

export function awsBill(dice: Dice, machines: readonly Machine[], life: Span): Posted<CostRow>[] {
  const own = machines.flatMap((machine) => instance(dice.of(machine.id), machine, life))
  return [...own, ...(machines.length === 0 ? [] : beside(dice.of('beside'), machines, life))]
}

function instance(dice: Dice, machine: Machine, life: Span): Posted<CostRow>[] {
  return hoursIn(life).flatMap((hour) => {
    const ran = secondsIn(machine.on, hour, hour + HOUR)
    return ran === 0 ? [] : hourOfInstance(dice.of(utc(hour)), machine, hour, ran)
  })
}

function hourOfInstance(dice: Dice, machine: Machine, hour: number, ran: number): Posted<CostRow>[] {
  const { type, id, paid } = machine
  const usageType = `${paid === 'spot' ? 'SpotUsage' : 'BoxUsage'}:${type.name}`
  const kind: Kind = { recordType: 'Usage', service: EC2, usageType, category: 'Usage', resource: id }
  const [quantity, listed] = [times(atto('1'), ran, HOUR), times(type.list, ran, HOUR)]
  const gpuSeconds = [ran * type.gpus[0], type.gpus[1]] as const
  const shown = hour + HOUR + HOUR * dice.within(2, 20)
  if (paid === 'plan') {
    const covered = { ...kind, recordType: 'SavingsPlanCoveredUsage' }
    const negation: Kind = { ...kind, recordType: 'SavingsPlanNegation', category: 'Adjustment' }
    return [
      posted(covered, hour, shown, { unblended: listed, amortized: times(listed, 6, 10), quantity, gpuSeconds }),
      posted(negation, hour, shown, { unblended: -listed, amortized: 0n }),
    ]
  }
  const amount = paid === 'spot' ? times(listed, dice.within(25, 60), 100) : listed
  const final = { unblended: amount, amortized: amount, quantity, gpuSeconds }
  const credit: Kind = { ...kind, recordType: 'Credit', category: 'Credit' }
  const less = -times(amount, dice.within(1, 9), 100)
  const credits = dice.chance(10) ? [posted(credit, hour, shown + 30 * HOUR, { unblended: less, amortized: less })] : []
  if (!dice.chance(15)) return [posted(kind, hour, shown, final), ...credits]
  // Estimated in cents first, and told exactly a day later.
  const about = cutTo(2, amount)
  const first = posted(kind, hour, shown, { ...final, unblended: about, amortized: about })
  return [...restated(first, posted(kind, hour, shown + DAY, final)), ...credits]
}

/** What is not of an instance: a plan's fee, a part of which nobody used; transfer; SageMaker; tax. */
function beside(dice: Dice, machines: readonly Machine[], life: Span): Posted<CostRow>[] {
  const fee: Kind = {
    recordType: 'SavingsPlanRecurringFee',
    service: PLANS,
    usageType: 'ComputeSP:1yrNoUpfront',
    category: 'Purchase',
  }
  const transfer: Kind = {
    recordType: 'Usage',
    service: EC2,
    usageType: 'USE1-DataTransfer-Out-Bytes',
    category: 'Usage',
  }
  const endpoint: Kind = {
    recordType: 'Usage',
    service: 'Amazon SageMaker',
    usageType: 'USE1-Host:ml.g5.xlarge',
    category: 'Usage',
  }
  const tax: Kind = { recordType: 'Tax', service: 'Tax', usageType: '', category: 'Tax' }
  const planned = machines.some(({ paid }) => paid === 'plan')
  return hoursIn(life).flatMap((hour) => {
    const now = dice.of(utc(hour))
    const shown = hour + HOUR * now.within(3, 16)
    const [bytes, endpointCost, taxed] = [now.within(1, 90_000), now.within(1, 90_000), now.within(1, 900)]
    const same = (cost: string): Amounts => ({ unblended: atto(cost), amortized: atto(cost) })
    return [
      ...(planned ? [posted(fee, hour, shown, { unblended: atto('40'), amortized: atto('6.976') })] : []),
      ...(now.chance(30) ? [posted(transfer, hour, shown, { ...same(`0.0${bytes}`), quantity: atto('1.5') })] : []),
      ...(now.chance(20) ? [posted(endpoint, hour, shown, { ...same(`1.${endpointCost}`), quantity: atto('1') })] : []),
      ...(now.chance(4) ? [posted(tax, floor(hour, DAY), shown, same(`${taxed}.17`))] : []),
    ]
  })
}

function posted(kind: Kind, hour: number, from: number, amounts: Amounts): Posted<CostRow> {
  const { recordType, service, usageType, resource } = kind
  const { unblended, amortized, quantity } = amounts
  const row: CostRow = {
    account: MEMBER,
    recordType,
    service,
    usageType,
    ...(resource === undefined ? {} : { resourceId: resource }),
    hour: utc(hour),
    unblended: textOf(unblended),
    amortized: textOf(amortized),
    ...(quantity === undefined
      ? {}
      : { quantity: textOf(quantity), unit: service === EC2 && resource === undefined ? 'GB' : 'Hrs' }),
  }
  return { from, until: ALWAYS, row, charges: chargesOf(kind, hour, amounts) }
}

function chargesOf({ service, category, resource, recordType }: Kind, hour: number, amounts: Amounts): Charge[] {
  const charge: Charge = {
    provider: 'aws',
    account: PAYER,
    period: `${utc(hour).slice(0, 7)}-01`,
    currency: 'USD',
    resource,
    service,
    category,
    // Only EC2 has hours; the rest is told by the day.
    ...(service === EC2 ? hourOf(hour) : dayOf(floor(hour, DAY))),
    list: null,
    contracted: null,
    billed: amounts.unblended,
    effective: amounts.amortized,
    ...(amounts.gpuSeconds === undefined ? {} : { gpuSeconds: amounts.gpuSeconds }),
  }
  if (recordType !== 'SavingsPlanRecurringFee') return [charge]
  // What was bought is money out; what nobody used of it is what it cost beside the usage that carries the rest.
  return [
    { ...charge, effective: 0n },
    { ...charge, category: 'Usage', unused: true, billed: 0n },
  ]
}
