/** What AWS exports for a second payer: into a bucket, a whole period once a day, and for two weeks after its end. */
import type { Atto } from './amounts.js'
import { type Charge, type Posted, shownAt } from './charges.js'
import type { Dice } from './dice.js'
import { type Machine, machinesOf } from './machines.js'
import { DAY, floor, HOUR, type Span, utc } from './moments.js'

export const EXPORTER = '777788889999'
export const MEMBER = '777788880001'
/** At 05:00 UTC, for two weeks after the period's end. */
const DELIVERED_AT = 5 * HOUR
const DELIVERED_FOR = 14 * DAY

/** How an export was made; each world has one of the eight ways. */
export interface Shape {
  /** FOCUS 1.2, or the Cost and Usage Report 2.0. */
  readonly table: 'focus' | 'cur'
  readonly format: 'csv' | 'parquet'
  /** Whether a delivery leaves those before it where they are. */
  readonly isKept: boolean
}

/** Cells by column; a column that is not there is empty. */
export type Cells = Readonly<Record<string, string>>

export function shapeOf(dice: Dice): Shape {
  return {
    table: dice.pick(['focus', 'cur']),
    format: dice.chance(40) ? 'parquet' : 'csv',
    isKept: dice.chance(50),
  }
}

/** Machines of an account of its own, under names of their own: every other one at a discount, or under a plan. */
export function exportedMachines(dice: Dice, each: number, life: Span, table: Shape['table']): Machine[] {
  return machinesOf(dice, ['aws'], each, life).map((machine, i) => ({
    ...machine,
    name: `${machine.name}-exported`,
    paid: i % 2 === 1 ? 'list' : table === 'cur' ? 'plan' : 'discount',
  }))
}

/** The rows that lie in the bucket at a moment, with the charges that they stand for. */
export function exportedAt(exported: readonly Posted<Cells>[], now: number): Posted<Cells>[] {
  return [...periodsOf(exported)].flatMap(([period, posted]) => shownAt(posted, deliveredAt(period, now)))
}

/** By period such as `2026-08`, in either table. */
export function periodsOf(exported: readonly Posted<Cells>[]): Map<string, Posted<Cells>[]> {
  const periods = new Map<string, Posted<Cells>[]>()
  for (const one of exported) {
    const { BillingPeriodStart: focus, bill_billing_period_start_date: cur } = one.row
    const period = (focus ?? cur ?? '').slice(0, 7)
    const found = periods.get(period)
    if (found === undefined) periods.set(period, [one])
    else found.push(one)
  }
  return periods
}

/** When it was delivered last: whole, so that what came since is not in it. */
export function deliveredAt(period: string, now: number): number {
  const last = Math.min(now, endOf(period) + DELIVERED_FOR)
  return floor(last - DELIVERED_AT, DAY) + DELIVERED_AT
}

/** @param period `2026-08` */
export function endOf(period: string): number {
  const [year = 0, month = 1] = period.split('-').map(Number)
  return Date.UTC(year, month, 1) / 1000
}

export interface Kind extends Pick<Charge, 'category' | 'service' | 'gpuSeconds' | 'unused'> {
  readonly resource?: string
  readonly span: Span
}

export interface Amounts {
  readonly list: Atto
  readonly contracted: Atto
  readonly billed: Atto
  readonly effective: Atto
}

export function exportedCharge({ span, resource, ...kind }: Kind, amounts: Amounts): Charge {
  const period = `${utc(span.from).slice(0, 7)}-01`
  return { provider: 'aws', account: EXPORTER, period, currency: 'USD', resource, ...kind, ...span, ...amounts }
}
