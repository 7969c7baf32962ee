/** What Tencent bills: hours, each deducted in the next one and so perhaps in the next month; refunds; the month's precision. */
import type { TencentRow } from '../tencent.js'
import { type Atto, atto, cutTo, textOf, times } from './amounts.js'
import { ALWAYS, type Charge, type Posted } from './charges.js'
import type { Dice } from './dice.js'
import type { Machine } from './machines.js'
import { beijing, DAY, HOUR, hoursIn, type Span } from './moments.js'

export const TENCENT_ACCOUNT = '100000000001'

interface Part {
  readonly name: string
  readonly item: string
  readonly list: Atto
  readonly paid: Atto
  readonly gpuSeconds?: readonly [number, number]
}

export function tencentBill(dice: Dice, machines: readonly Machine[], life: Span): Posted<TencentRow>[] {
  let number = 0
  const id = (): string => String(1_725_547_686_519_640_000n + BigInt((number += 1)))
  return machines.flatMap((machine) =>
    machine.on.flatMap((span) =>
      hoursIn({ from: span.from, to: Math.min(span.to, life.to) }).flatMap((hour) => {
        const used = { from: Math.max(hour, span.from), to: Math.min(hour + HOUR, span.to) }
        return hourOfMachine(dice.of(`${machine.id} ${hour}`), machine, used, id)
      }),
    ),
  )
}

function hourOfMachine(dice: Dice, machine: Machine, used: Span, id: () => string): Posted<TencentRow>[] {
  const seconds = used.to - used.from
  const list = times(machine.type.list, seconds, HOUR)
  const paid = machine.paid === 'discount' ? times(list, 87, 100) : list
  const gpuSeconds = [seconds * machine.type.gpus[0], machine.type.gpus[1]] as const
  const disk = times(atto('0.0514'), seconds, HOUR)
  const parts: readonly Part[] = [
    { name: '运算组件', item: `运算组件-${machine.type.name}`, list, paid, gpuSeconds },
    { name: '存储', item: '高性能云硬盘', list: disk, paid: disk },
  ]
  const deducted = Math.ceil(used.to / HOUR) * HOUR + 60 * dice.within(10, 20)
  const row = posted(machine, used, parts, { id: id(), deducted, action: 'postpay_deduct_h' })
  if (!dice.chance(6)) return [row]
  const back = -cutTo(8, times(paid, dice.within(1, 30), 100))
  const moment = used.from + DAY + 60 * dice.within(1, 50)
  const refund: Part = { name: '运算组件', item: `运算组件-${machine.type.name}`, list: back, paid: back }
  const said = { id: id(), deducted: moment + 600, action: 'recon_deduct' }
  return [row, posted(machine, { from: moment, to: moment }, [refund], said)]
}

interface Said {
  readonly id: string
  readonly deducted: number
  readonly action: string
  /** `2026-08`, where it is not the month that it is deducted in. */
  readonly month?: string
}

/** Weeks after a month is over it is adjusted: rows of it come, and another question tells that they did. */
export function tencentAdjustments(
  dice: Dice,
  machines: readonly Machine[],
  life: Span,
): { readonly rows: Posted<TencentRow>[]; readonly told: Posted<TencentRow>[] } {
  const adjusted = machines.flatMap((machine, i) => {
    const own = dice.of(machine.id)
    const [span] = machine.on
    if (span === undefined || !own.chance(60)) return []
    const done = life.to + 15 * DAY + HOUR * own.within(0, 12)
    const moment = span.from + 60 * own.within(1, 59)
    const month = beijing(span.from).slice(0, 7)
    const back = -cutTo(8, times(machine.type.list, own.within(1, 99), 1000))
    const refund: Part = { name: '运算组件', item: `运算组件-${machine.type.name}`, list: back, paid: back }
    const said = { id: String(1_825_547_686_519_640_000n + BigInt(i)), deducted: done, action: 'recon_deduct', month }
    const told = {
      PayerUin: TENCENT_ACCOUNT,
      Month: month,
      AdjustNum: `adjust-${i}`,
      AdjustCompletionTime: beijing(done),
      AdjustAmount: textOf(back),
    }
    const row = posted(machine, { from: moment, to: moment }, [refund], said)
    return [{ row, told: { from: done, until: ALWAYS, row: told, charges: [] } }]
  })
  return { rows: adjusted.map(({ row }) => row), told: adjusted.map(({ told }) => told) }
}

function monthOf({ month, deducted }: Said): string {
  return month ?? beijing(deducted).slice(0, 7)
}

function posted(machine: Machine, used: Span, parts: readonly Part[], said: Said): Posted<TencentRow> {
  const seconds = used.to - used.from
  // Ends are written as the last second that belongs to it; what has no length begins and ends at once.
  const ends = seconds === 0 ? used.to : used.to - 1
  const row: TencentRow = {
    Id: said.id,
    ActionType: said.action,
    BillMonth: `${monthOf(said)}-01 00:00:00`,
    BusinessCode: 'p_cvm',
    BusinessCodeName: '云服务器CVM',
    ProductCode: 'sp_cvm_pnv4',
    PayModeName: '按量计费',
    PayTime: beijing(said.deducted),
    FeeBeginTime: beijing(used.from),
    FeeEndTime: beijing(ends),
    PayerUin: TENCENT_ACCOUNT,
    OwnerUin: '100000000002',
    ProjectId: 0,
    RegionId: '1',
    RegionName: '华南地区（广州）',
    ZoneName: '广州六区',
    ResourceId: machine.id,
    Tags: [{ TagKey: 'team', TagValue: 'search' }],
    ComponentSet: parts.map((part) => componentOf(part, seconds)),
  }
  return { from: said.deducted, until: ALWAYS, row, charges: parts.map((part) => chargeOf(machine, used, part, said)) }
}

function componentOf({ name, item, list, paid }: Part, seconds: number): TencentRow {
  return {
    ComponentCodeName: name,
    ItemCodeName: item,
    ItemCode: 'virtual_v_cvm',
    PriceUnit: '元/个/小时',
    UsedAmount: '1',
    UsedAmountUnit: '个',
    TimeSpan: textOf(times(atto('1'), seconds, HOUR)),
    TimeUnitName: '小时',
    Cost: textOf(list),
    RealCost: textOf(paid),
    InstanceType: null,
    ComponentConfig: null,
  }
}

function chargeOf(machine: Machine, used: Span, part: Part, said: Said): Charge {
  return {
    provider: 'tencent',
    account: TENCENT_ACCOUNT,
    period: `${monthOf(said)}-01`,
    currency: 'CNY',
    resource: machine.id,
    service: '云服务器CVM',
    category: said.action === 'recon_deduct' ? 'Adjustment' : 'Usage',
    ...used,
    list: part.list,
    contracted: null,
    billed: part.paid,
    effective: part.paid,
    ...(part.gpuSeconds === undefined ? {} : { gpuSeconds: part.gpuSeconds }),
  }
}

/** By product: what rows come to in eight decimals, and what the month's two decimals make of it. */
export function summaryOf(rows: readonly TencentRow[]): TencentRow[] {
  const sum = rows
    .flatMap(({ ComponentSet: parts }): readonly unknown[] => (Array.isArray(parts) ? parts : []))
    .reduce<Atto>((total, part) => total + atto(realCost(part)), 0n)
  const paid = cutTo(2, sum)
  const product = (key: string, cost: Atto): TencentRow => ({
    GroupKey: key,
    GroupValue: key,
    RealTotalCost: textOf(cost),
    Business: [],
  })
  return [product('p_cvm', sum), product('billVirtualId', paid - sum)]
}

function realCost(part: unknown): string {
  return typeof part === 'object' && part !== null && 'RealCost' in part ? String(part.RealCost) : '0'
}
