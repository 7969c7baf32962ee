/**
 * The Cost and Usage Report 2.0: use at list price and under a Savings Plan with its fee, rows of pods that say again what
 * their machine's row says, credits that come late, and tax.
 */
import { type Atto, atto, cutTo, textOf, times } from './amounts.js'
import { type Amounts, type Cells, endOf, exportedCharge, EXPORTER, type Kind, MEMBER } from './aws-export.js'
import { ALWAYS, type Charge, dayOf, hourOf, type Posted, restated } from './charges.js'
import type { Dice } from './dice.js'
import type { Columns } from './export-files.js'
import type { Machine } from './machines.js'
import { DAY, floor, HOUR, hoursIn, secondsIn, type Span, utc } from './moments.js'

const PLAN = `arn:aws:savingsplans::${EXPORTER}:savingsplan/5e3d2c1b`
const EC2 = 'Amazon Elastic Compute Cloud'
const PLANS = 'Savings Plans for AWS Compute usage'
/** Of its list price, what an hour is worth under the plan. */
const PLANNED = [6, 10] as const

export const CUR_COLUMNS: Columns = {
  bill_billing_period_end_date: 'timestamp',
  bill_billing_period_start_date: 'timestamp',
  bill_invoice_id: 'varchar',
  bill_invoicing_entity: 'varchar',
  bill_payer_account_id: 'varchar',
  line_item_currency_code: 'varchar',
  line_item_line_item_type: 'varchar',
  line_item_operation: 'varchar',
  line_item_product_code: 'varchar',
  line_item_resource_id: 'varchar',
  line_item_unblended_cost: 'double',
  line_item_usage_account_id: 'varchar',
  line_item_usage_amount: 'double',
  line_item_usage_end_date: 'timestamp',
  line_item_usage_start_date: 'timestamp',
  line_item_usage_type: 'varchar',
  pricing_public_on_demand_cost: 'double',
  pricing_unit: 'varchar',
  product: 'map',
  resource_tags: 'map',
  savings_plan_savings_plan_a_r_n: 'varchar',
  savings_plan_savings_plan_effective_cost: 'double',
  savings_plan_total_commitment_to_date: 'double',
  savings_plan_used_commitment: 'double',
  split_line_item_parent_resource_id: 'varchar',
  split_line_item_split_cost: 'double',
}

export function curExport(dice: Dice, machines: readonly Machine[], life: Span): Posted<Cells>[] {
  const own = machines.flatMap((machine) =>
    hoursIn(life).flatMap((hour) => {
      const ran = secondsIn(machine.on, hour, hour + HOUR)
      const now = dice.of(`${machine.id} ${utc(hour)}`)
      return [...(ran === 0 ? [] : used(now, machine, hour, ran)), ...(now.chance(3) ? [taxed(now, hour)] : [])]
    }),
  )
  const planned = machines.filter(({ paid }) => paid === 'plan')
  return planned.length === 0 ? own : [...own, ...feesOf(dice.of('plan'), planned, life)]
}

function used(dice: Dice, machine: Machine, hour: number, ran: number): Posted<Cells>[] {
  const list = times(machine.type.list, ran, HOUR)
  const shown = hour + HOUR * dice.within(3, 20)
  const onDemand = (amount: Atto): Told => {
    const amounts = { list, contracted: amount, billed: amount, effective: amount }
    return { kind: machineOf(machine, hour, ran), type: 'Usage', amounts, more: cellsOf(machine, ran) }
  }
  const isCorrected = dice.chance(15)
  const pods = dice.chance(20) ? podsOf(machine, hour, shown) : []
  if (machine.paid === 'plan') {
    const [under, negated] = covered(machine, hour, ran, list)
    if (!isCorrected) return [posted(under, shown), posted(negated, shown), ...pods]
    // Told as if nothing covered it, and as it is a day later.
    const told = restated(posted(onDemand(list), shown), posted(under, shown + DAY))
    return [...told, posted(negated, shown + DAY), ...pods]
  }
  const final = posted(onDemand(list), shown)
  const told = isCorrected
    ? restated(posted(onDemand(cutTo(2, list)), shown), { ...final, from: shown + DAY })
    : [final]
  if (!dice.chance(10)) return [...told, ...pods]
  const less = -times(list, dice.within(1, 9), 100)
  const { gpuSeconds: _, ...credited } = machineOf(machine, hour, ran)
  const kind: Kind = { ...credited, category: 'Credit' }
  const credit: Told = { kind, type: 'Credit', amounts: every(less), more: cellsOf(machine, ran) }
  return [...told, posted(credit, shown + 20 * HOUR), ...pods]
}

/** What a row says of its charge. */
interface Told {
  readonly kind: Kind
  readonly type: string
  readonly amounts: Amounts
  readonly more?: Cells
}

function machineOf({ id, type }: Machine, hour: number, ran: number): Kind {
  const gpuSeconds = [ran * type.gpus[0], type.gpus[1]] as const
  return { category: 'Usage', service: EC2, resource: id, span: hourOf(hour), gpuSeconds }
}

/** Credits and negations repeat how long it ran, which is nobody's time once more. */
function cellsOf({ type }: Machine, ran: number): Cells {
  return {
    line_item_operation: 'RunInstances',
    line_item_product_code: 'AmazonEC2',
    line_item_usage_amount: textOf(times(atto('1'), ran, HOUR)),
    line_item_usage_type: `BoxUsage:${type.name}`,
    pricing_unit: 'Hrs',
    product: JSON.stringify({ product_name: EC2, instance_type: type.name, region_code: 'us-east-1' }),
    resource_tags: '{"user_team":"search"}',
  }
}

/** Billed at list price and taken off again, beside what the plan makes of it. */
function covered(machine: Machine, hour: number, ran: number, list: Atto): [Told, Told] {
  const { gpuSeconds: _, ...negation } = machineOf(machine, hour, ran)
  const worth = times(list, ...PLANNED)
  const more = { ...cellsOf(machine, ran), savings_plan_savings_plan_a_r_n: PLAN }
  return [
    {
      kind: machineOf(machine, hour, ran),
      type: 'SavingsPlanCoveredUsage',
      amounts: { list, contracted: list, billed: list, effective: worth },
      more: { ...more, savings_plan_savings_plan_effective_cost: textOf(worth) },
    },
    {
      kind: { ...negation, category: 'Adjustment' },
      type: 'SavingsPlanNegation',
      amounts: { ...every(0n), billed: -list },
      more,
    },
  ]
}

/** An hour's commitment covers every machine of the plan, and in some worlds more: what nobody used is a charge of its own. */
function feesOf(dice: Dice, machines: readonly Machine[], life: Span): Posted<Cells>[] {
  const worth = (of: (machine: Machine) => Atto): Atto =>
    machines.reduce((sum, machine) => sum + times(of(machine), ...PLANNED), 0n)
  const committed = worth(({ type }) => type.list) + (dice.chance(50) ? atto('6.976') : 0n)
  return hoursIn(life).map((hour) => {
    const usedUp = worth(({ type, on }) => times(type.list, secondsIn(on, hour, hour + HOUR), HOUR))
    const kind: Kind = { category: 'Purchase', service: PLANS, span: hourOf(hour) }
    // List and contracted leave out what a commitment is bought for.
    const bought: Told = {
      kind,
      type: 'SavingsPlanRecurringFee',
      amounts: { ...every(0n), billed: committed },
      more: {
        savings_plan_savings_plan_a_r_n: PLAN,
        savings_plan_total_commitment_to_date: textOf(committed),
        savings_plan_used_commitment: textOf(usedUp),
      },
    }
    const left: Charge = exportedCharge(
      { ...kind, category: 'Usage', unused: true },
      { ...every(0n), effective: committed - usedUp },
    )
    const row = posted(bought, hour + HOUR * dice.of(utc(hour)).within(3, 16))
    return committed === usedUp ? row : { ...row, charges: [...row.charges, left] }
  })
}

function taxed(dice: Dice, hour: number): Posted<Cells> {
  const kind: Kind = { category: 'Tax', service: 'Tax', span: dayOf(floor(hour, DAY)) }
  const amounts = every(times(10n ** 16n, dice.within(1, 900)))
  return posted({ kind, type: 'Tax', amounts }, hour + HOUR * dice.within(3, 16))
}

/** Split cost allocation: they cost nothing, and stand for nothing. */
function podsOf({ id, type }: Machine, hour: number, from: number): Posted<Cells>[] {
  const pod = `arn:aws:eks:us-east-1:${MEMBER}:pod/serving/prod/qwen-0/uid`
  const kind: Kind = { category: 'Usage', service: EC2, resource: pod, span: hourOf(hour) }
  return ['vCPU-Hours', 'GB-Hours'].map((unit) => {
    const more = {
      line_item_operation: 'EKSPod-EC2',
      line_item_usage_type: `USE1-EKS-EC2-${unit}`,
      split_line_item_parent_resource_id: id,
      split_line_item_split_cost: textOf(times(type.list, 1, 2)),
    }
    return { ...posted({ kind, type: 'Usage', amounts: every(0n), more }, from), charges: [] }
  })
}

function every(amount: Atto): Amounts {
  return { list: amount, contracted: amount, billed: amount, effective: amount }
}

function posted({ kind, type, amounts, more = {} }: Told, from: number): Posted<Cells> {
  const row = { ...rowOf(kind, type, amounts), ...more }
  return { from, until: ALWAYS, row, charges: [exportedCharge(kind, amounts)] }
}

function rowOf({ category, service, resource, span }: Kind, type: string, { list, billed }: Amounts): Cells {
  const period = utc(span.from).slice(0, 7)
  const zero = '0.0'
  return {
    bill_billing_period_end_date: utc(endOf(period)),
    bill_billing_period_start_date: `${period}-01T00:00:00Z`,
    bill_invoicing_entity: 'Amazon Web Services, Inc.',
    bill_payer_account_id: EXPORTER,
    line_item_currency_code: 'USD',
    line_item_line_item_type: type,
    line_item_product_code: category === 'Purchase' ? 'ComputeSavingsPlans' : service,
    line_item_resource_id: resource ?? '',
    line_item_unblended_cost: textOf(billed),
    line_item_usage_account_id: MEMBER,
    line_item_usage_end_date: utc(span.to),
    line_item_usage_start_date: utc(span.from),
    pricing_public_on_demand_cost: category === 'Usage' ? textOf(list) : zero,
    product: JSON.stringify({ product_name: service }),
    savings_plan_savings_plan_effective_cost: zero,
    savings_plan_total_commitment_to_date: zero,
    savings_plan_used_commitment: zero,
  }
}
