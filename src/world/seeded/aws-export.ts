/** What AWS exports for a second payer: into a bucket, a whole period once a day, and for two weeks after its end. */
import type { Atto } from './amounts.js'
import type { Charge, Posted } from './charges.js'
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

/** A period as it lies in the bucket. */
export interface Delivery {
  /** `2026-08` */
  readonly period: string
  /** When, in seconds. */
  readonly at: number
  readonly rows: readonly Cells[]
}

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

/** What lies in the bucket at a moment. A period is delivered whole, so that what came since is not in it. */
export function deliveriesAt(exported: readonly Posted<Cells>[], now: number): Delivery[] {
  const shown = exportedAt(exported, now)
  return [...new Set(shown.map(periodOf))].toSorted().map((period) => ({
    period,
    at: deliveredAt(period, now),
    rows: shown.filter((one) => periodOf(one) === period).map(({ row }) => row),
  }))
}

/** The rows of all of it, with the charges that they stand for. */
export function exportedAt(exported: readonly Posted<Cells>[], now: number): Posted<Cells>[] {
  return exported.filter((one) => {
    const at = deliveredAt(periodOf(one), now)
    return one.from <= at && at < one.until
  })
}

/** In either table. */
function periodOf({ row }: Posted<Cells>): string {
  return (row['BillingPeriodStart'] ?? row['bill_billing_period_start_date'] ?? '').slice(0, 7)
}

function deliveredAt(period: string, now: number): number {
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
