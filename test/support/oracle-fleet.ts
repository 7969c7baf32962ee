/**
 * What each version's part of each machine's hour is worth, from charges and telemetry alone: a second telling of the ledger's
 * rules, with fractions of whole numbers, and none of the program's code. Hours are numbers from 0 on.
 */
import { type Atto, type Basis, bases, type Fraction } from './oracle.js'
import { type Sighted, sharesAt } from './oracle-sight.js'
import { grouped, nameOf, rounded, type Share, sum } from './oracle-split.js'

export interface Charge {
  readonly account: string
  readonly period: string
  readonly currency: string
  readonly machine: string | null
  readonly category: 'Usage' | 'Credit' | 'Tax' | 'Purchase'
  readonly commitment: 'Used' | 'Unused' | null
  /** Where it begins, and what it covers from there: a day, an hour, or a moment. */
  readonly hour: number
  readonly length: 'hour' | 'moment' | 'day'
  readonly amounts: Readonly<Record<Basis, Atto | null>>
  /** GPU time in milliseconds; null: not said. */
  readonly gpuMs: bigint | null
}

export interface Fleet extends Sighted {
  readonly charges: readonly Charge[]
}

/** Dollars and yuan for one of a currency; none: it has no rate. */
export type Rates = Readonly<Record<string, { readonly usd: Fraction; readonly cny: Fraction }>>

/** In the currency of the bill, in dollars and in yuan. */
export const columns = bases.flatMap((basis) => [`${basis}_cost`, `${basis}_usd`, `${basis}_cny`])

/** A part of a resource-hour, by column: null where a charge leaves it open. `off`: by how many of the last digit it may be. */
export interface Part {
  readonly amounts: Readonly<Record<string, Fraction | null>>
  readonly off: number
  /** Of how many milliseconds it has how many. */
  readonly ms: bigint
  readonly whole: bigint
}

/** All parts, by hour, account, resource, period, currency, version, kind and reason. */
export function partsOf(fleet: Fleet, rates: Rates): Map<string, Part> {
  const parts = new Map<string, Part>()
  for (const dues of grouped(duesOf(fleet), ({ where, reason }) => `${where}|${reason ?? ''}`).values()) {
    const [first] = dues
    if (first === undefined) continue
    const { where, hour, machine, reason } = first
    const shares = reason === undefined ? sharesAt(billed(fleet), machine, hour) : [alone(reason)]
    const whole = sum(shares.map(({ ms }) => ms))
    const all = amountsOf(dues, rates)
    for (const share of shares) {
      const amounts = Object.fromEntries(all.map(([column, amount]) => [column, part(amount, share.ms, whole)]))
      // A day that is spread is rounded in each hour, and then converted.
      parts.set(`${where}|${nameOf(share)}`, {
        amounts,
        off: isExact(dues) ? 1 : 1 + 10 * dues.length,
        ms: share.ms,
        whole,
      })
    }
  }
  return parts
}

function amountsOf(dues: readonly Due[], rates: Rates): [string, Fraction | null][] {
  const currency = dues[0]?.where.split('|')[4] ?? ''
  const converted = (amount: Fraction | null, to: 'usd' | 'cny'): Fraction | null => {
    const rate = currency.toLowerCase() === to ? { n: 1n, d: 1n } : rates[currency]?.[to]
    if (amount === null || rate === undefined) return null
    const [n, d] = [amount.n * rate.n, amount.d * rate.d]
    return isExact(dues) ? { n: rounded(n, d), d: 1n } : { n, d }
  }
  return bases.flatMap((basis): [string, Fraction | null][] => {
    const amount = total(dues, basis)
    return [
      [`${basis}_cost`, amount],
      [`${basis}_usd`, converted(amount, 'usd')],
      [`${basis}_cny`, converted(amount, 'cny')],
    ]
  })
}

function isExact(dues: readonly Due[]): boolean {
  return dues.every(({ exact }) => exact)
}

function alone(reason: string): Share {
  return { version: '', kind: 'unattributed', reason, ms: 1n }
}

/** What a charge is due in an hour; `reason`: it is nobody's. */
interface Due {
  readonly amounts: Readonly<Record<Basis, Fraction | null>>
  readonly exact: boolean
  readonly where: string
  readonly hour: number
  readonly machine: string
  readonly reason: string | undefined
}

function duesOf(fleet: Fleet): Due[] {
  return fleet.charges.flatMap((charge) => {
    const machine = charge.machine ?? 'none:Service'
    return spreadOf(fleet, charge).map(({ hour, share }) => ({
      where: [hour, charge.account, machine, charge.period, charge.currency].join('|'),
      hour,
      machine,
      reason: reasonOf(charge),
      exact: share.n === share.d,
      amounts: each((basis) => {
        const amount = isLeftOut(charge, basis) ? 0n : charge.amounts[basis]
        return amount === null ? null : { n: amount * share.n, d: share.d }
      }),
    }))
  })
}

function reasonOf({ machine, category, commitment }: Charge): string | undefined {
  if (commitment === 'Unused') return 'unused_commitment'
  if (category === 'Purchase' && commitment !== null) return 'purchase'
  if (machine !== null) return undefined
  return { Usage: 'no_resource', Credit: 'credit', Tax: 'tax', Purchase: 'purchase' }[category]
}

function isLeftOut({ category, commitment }: Charge, basis: Basis): boolean {
  return category === 'Purchase' && commitment !== null && (basis === 'list' || basis === 'contracted')
}

interface InHour {
  readonly hour: number
  readonly share: Fraction
}

/** A day goes by when its machine ran, where the source that saw it last read the whole day and was not blind; else evenly. */
function spreadOf(fleet: Fleet, { hour, length, machine }: Charge): InHour[] {
  if (length !== 'day') return [{ hour, share: { n: 1n, d: 1n } }]
  const hours = Array.from({ length: 24 }, (_, i) => hour + i)
  const even = hours.map((one) => ({ hour: one, share: { n: 1n, d: 24n } }))
  const source = machine === null ? undefined : fleet.lastSeenBy(machine, hour + 23)
  if (machine === null || source === undefined) return even
  const reads = fleet.reads.filter((read) => read.source === source && hours.includes(read.hour))
  const sighted = reads.some(({ seen }) => seen.length > 0)
  if (!sighted || reads.length < 24 || !reads.every(({ complete }) => complete)) return even
  const ran = hours.map((one) => ({ hour: one, ms: fleet.presence(machine, one) })).filter(({ ms }) => ms > 0n)
  const whole = sum(ran.map(({ ms }) => ms))
  if (whole === 0n) return [{ hour, share: { n: 1n, d: 1n } }]
  return ran.map(({ hour: one, ms }) => ({ hour: one, share: { n: ms, d: whole } }))
}

/** Which hours of a machine are billed, how much GPU time they say, and which carries a day on which it never ran. */
function billed(fleet: Fleet): Billed {
  return {
    sighted: fleet,
    isBilled: (machine: string, hour: number) =>
      fleet.charges.some((c) => c.machine === machine && spreadOf(fleet, c).some((one) => one.hour === hour)),
    capacity: (machine: string, hour: number) => {
      const said = fleet.charges.filter((c) => c.machine === machine && c.hour === hour && c.length !== 'day')
      const ms = sum(said.map((c) => (c.category === 'Usage' && c.commitment !== 'Unused' ? (c.gpuMs ?? 0n) : 0n)))
      return ms > 0n ? ms : null
    },
    refundDay: (machine: string, hour: number) =>
      fleet.charges.some(
        (c) =>
          c.machine === machine &&
          c.length === 'day' &&
          c.hour === hour &&
          spreadOf(fleet, c).length === 1 &&
          fleet.presence(machine, hour) === 0n,
      ),
  }
}

export interface Billed {
  readonly sighted: Sighted
  readonly isBilled: (machine: string, hour: number) => boolean
  /** GPU-milliseconds; null: the bill says none. */
  readonly capacity: (machine: string, hour: number) => bigint | null
  readonly refundDay: (machine: string, hour: number) => boolean
}

function total(dues: readonly Due[], basis: Basis): Fraction | null {
  return dues.reduce<Fraction | null>(
    (one, { amounts }) => {
      const other = amounts[basis]
      return one === null || other === null ? null : { n: one.n * other.d + other.n * one.d, d: one.d * other.d }
    },
    { n: 0n, d: 1n },
  )
}

function part(amount: Fraction | null, ms: bigint, whole: bigint): Fraction | null {
  return amount === null ? null : { n: amount.n * ms, d: amount.d * whole }
}

function each<T>(valueOf: (basis: Basis) => T): Record<Basis, T> {
  return {
    list: valueOf('list'),
    contracted: valueOf('contracted'),
    billed: valueOf('billed'),
    effective: valueOf('effective'),
  }
}
