/** The world's books: what everything costs, to the last digit, beside the row in which a provider tells it. */
import type { Atto } from './amounts.js'
import type { Provider } from './machines.js'
import { DAY, HOUR, type Span } from './moments.js'

/** One charge. Amounts that the provider never tells are null. */
export interface Charge extends Span {
  readonly provider: Provider
  readonly account: string
  /** The first day of the billing period. */
  readonly period: string
  readonly currency: 'USD' | 'CNY'
  /** Undefined: of no resource. */
  readonly resource: string | undefined
  readonly service: string
  readonly category: 'Usage' | 'Purchase' | 'Credit' | 'Tax' | 'Adjustment'
  /** Paid for a commitment and not used. */
  readonly unused?: true
  /** What names its model itself. */
  readonly model?: string
  readonly list: Atto | null
  readonly contracted: Atto | null
  readonly billed: Atto
  readonly effective: Atto
  /** GPU time in seconds, as n / d; undefined: it says none. */
  readonly gpuSeconds?: readonly [n: number, d: number]
}

/** A row of a bill that is shown from a moment on, and perhaps only until another takes its place. */
export interface Posted<Row> {
  readonly from: number
  readonly until: number
  readonly row: Row
  /** What it stands for. */
  readonly charges: readonly Charge[]
}

export const ALWAYS = Number.POSITIVE_INFINITY

export function shownAt<Row>(posted: readonly Posted<Row>[], now: number): Posted<Row>[] {
  return posted.filter(({ from, until }) => from <= now && now < until)
}

export function hourOf(hour: number): Span {
  return { from: hour, to: hour + HOUR }
}

export function dayOf(day: number): Span {
  return { from: day, to: day + DAY }
}

/** A row that a bill shows first with some amount, and with another from a later moment on. */
export function restated<Row>(first: Omit<Posted<Row>, 'until'>, later: Omit<Posted<Row>, 'until'>): Posted<Row>[] {
  return [
    { ...first, until: later.from },
    { ...later, until: ALWAYS },
  ]
}
