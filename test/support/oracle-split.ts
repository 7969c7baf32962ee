/**
 * How an hour of a machine is split and what each part is worth, worked out with whole numbers and fractions of them, and none
 * of the program's code: the law in docs and ledger, told a second time.
 */
import type { Fraction } from './oracle.js'

/** A model that a replica served on a machine in an hour. */
export interface Holder {
  /** Replicas that tell their GPUs have a card each. */
  readonly card: string
  readonly version: string
  /** Where its place is among those of its card: crumbs of time go by it. */
  readonly order: readonly [bigint, bigint]
  /** In millionths. */
  readonly gpus: bigint | null
  /** Milliseconds of the hour. */
  readonly from: number
  readonly to: number
  readonly busy: number | null
  readonly running: number | null
  /** Weighted tokens. */
  readonly work: bigint | null
  /** What it was measured to do on a card that it shares. */
  readonly measured: bigint | null
}

export interface Share {
  readonly version: string
  readonly kind: 'serving' | 'warm_idle' | 'cold_idle' | 'unattributed'
  readonly reason: string
  readonly ms: bigint
}

/** What is known of a machine's hour: `complete` is whether it was read whole by whoever saw the machine last. */
export interface MachineHour {
  readonly holders: readonly Holder[]
  /** GPU-milliseconds that the bill says. */
  readonly capacity: bigint | null
  readonly complete: boolean | null
}

const HOUR = 3_600_000n

/** The shares of a machine that somebody held or that is known; none have no milliseconds. */
export function sharesOf({ holders, capacity, complete }: MachineHour): Share[] {
  const free: Pick<Share, 'kind' | 'reason'> =
    complete === true ? { kind: 'cold_idle', reason: '' } : { kind: 'unattributed', reason: 'no_telemetry' }
  if (holders.length === 0) return [{ version: '', ...free, ms: capacity ?? 1n }]
  const cards = grouped(holders, ({ card, gpus }) => (gpus === null ? '' : card))
  const told = sum([...cards].flatMap(([card, held]) => (card === '' ? [] : [toldBy(held)])))
  const sizes = [...cards].map(([card, held]) => ({
    held,
    size: card === '' ? pool(held, capacity, told) : toldBy(held),
  }))
  const used = sum(sizes.map(({ size }) => size))
  const left = capacity !== null && capacity > used ? capacity - used : 0n
  const parts = sizes.flatMap(({ held, size }) => dealt(held, size))
  return added([...parts, { version: '', ...free, ms: left }])
}

function toldBy(held: readonly Holder[]): bigint {
  const most = held.reduce((gpus, holder) => (holder.gpus !== null && holder.gpus > gpus ? holder.gpus : gpus), 0n)
  return rounded(most * span(held), 1_000_000n)
}

/** What replicas share that do not tell their GPUs: what the bill says beyond, else a GPU each; all of it where it says nothing. */
function pool(held: readonly Holder[], capacity: bigint | null, told: bigint): bigint {
  if (capacity === null && told === 0n) return span(held)
  if (capacity !== null && capacity > told) return rounded((capacity - told) * span(held), HOUR)
  return span(held) * BigInt(held.length)
}

function span(held: readonly Holder[]): bigint {
  return BigInt(Math.max(...held.map(({ to }) => to)) - Math.min(...held.map(({ from }) => from)))
}

function dealt(held: readonly Holder[], size: bigint): Share[] {
  const inOrder = held.toSorted((a, b) => sign(a.order[0] - b.order[0]) || sign(a.order[1] - b.order[1]))
  const weights = weightsOf(inOrder)
  const whole = sum(weights)
  let upto = 0n
  return inOrder.flatMap((holder, i) => {
    const before = upto
    upto += weights[i] ?? 0n
    const ms = inOrder.length === 1 ? size : (size * upto) / whole - (size * before) / whole
    const length = BigInt(holder.to - holder.from)
    const busy = holder.busy === null || BigInt(holder.busy) > length ? length : BigInt(holder.busy)
    const serving = (ms * busy) / length
    const { version } = holder
    return [
      { version, kind: 'serving' as const, reason: '' as const, ms: serving },
      { version, kind: 'warm_idle' as const, reason: '' as const, ms: ms - serving },
    ]
  })
}

function weightsOf(held: readonly Holder[]): bigint[] {
  const measured = held.map((holder) => holder.measured ?? -1n)
  if (measured.every((one) => one >= 0n) && sum(measured) > 0n) return measured
  const work = held.map((holder) => holder.work ?? -1n)
  if (work.every((one) => one >= 0n) && sum(work) > 0n) return work
  const running = held.map((holder) => BigInt(holder.running ?? -1))
  if (running.every((one) => one >= 0n) && sum(running) > 0n) return running
  return held.map(({ from, to }) => BigInt(to - from))
}

/** Shares of one version, kind and reason are one; what came to nothing is none. */
export function added(shares: readonly Share[]): Share[] {
  const groups = grouped(shares, nameOf)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    const ms = sum(group.map((share) => share.ms))
    return first === undefined || ms === 0n ? [] : [{ ...first, ms }]
  })
}

export function nameOf({ version, kind, reason }: Omit<Share, 'ms'>): string {
  return [version, kind, reason].join('/')
}

/** What a share of an amount is worth, exactly. */
export function worth({ n, d }: Fraction, ms: bigint, whole: bigint): Fraction {
  return { n: n * ms, d: d * whole }
}

/** n / d to the next whole number, a half away from zero. */
export function rounded(n: bigint, d: bigint): bigint {
  const away = (2n * (n < 0n ? -n : n) + d) / (2n * d)
  return n < 0n ? -away : away
}

export function sum(all: readonly bigint[]): bigint {
  return all.reduce((one, other) => one + other, 0n)
}

export function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return groups
}

function sign(value: bigint): number {
  return value < 0n ? -1 : value > 0n ? 1 : 0
}
