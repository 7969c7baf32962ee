/** From charges to hours: the ledger's rules of spreading (ledger.md 5), with whole numbers and none of the program's code. */
import type { Charge } from '../../src/world/seeded/charges.js'
import { bases, type Basis } from '../support/oracle.js'
import { rounded } from '../support/oracle-split.js'

const HOUR = 3600
const DAY = 86_400

/** Of a resource in an hour, one bill and one nature: amounts by basis, null where a charge leaves one open. */
export interface Due {
  readonly where: Where
  readonly amounts: Readonly<Record<Basis, bigint | null>>
  /** GPU-seconds in units of 1e-18. */
  readonly gpuSeconds: bigint
  /** It carries a day of which nobody knows when its resource ran. */
  readonly orphan: boolean
}

export interface Where {
  readonly hour: number
  readonly account: string
  readonly resource: string
  readonly period: string
  readonly currency: string
  readonly nature: string
}

/** Seconds by which each hour of a day goes, for a resource: undefined where nobody knows, and the day goes evenly. */
export type Presence = (resource: string, day: number) => ReadonlyMap<number, bigint> | undefined

export function duesOf(charges: readonly Charge[], presence: Presence): Due[] {
  const hours = new Map<string, { where: Where; parts: Part[] }>()
  for (const part of grouped(charges).flatMap((group) => spread(group, presence))) {
    const key = JSON.stringify(part.where)
    const found = hours.get(key) ?? { where: part.where, parts: [] }
    hours.set(key, found)
    found.parts.push(part)
  }
  return [...hours.values()].map(({ where, parts }) => ({
    where,
    amounts: each((basis) => total(parts.map(({ amounts }) => amounts[basis]))),
    gpuSeconds: parts.reduce((sum, { gpuSeconds }) => sum + gpuSeconds, 0n),
    orphan: parts.some(({ orphan }) => orphan),
  }))
}

/** What a version of its own, a reason, or the machine's shares make of it. */
export function natureOf({ resource, category, unused, model }: Charge): string {
  if (model !== undefined) return `${model} /serving/named`
  if (unused === true) return '/unattributed/unused_commitment'
  if (resource !== undefined) return 'split'
  const reasons = { Usage: 'no_resource', Purchase: 'purchase', Credit: 'credit', Tax: 'tax', Adjustment: 'rounding' }
  return `/unattributed/${reasons[category]}`
}

interface Part {
  readonly where: Where
  readonly amounts: Readonly<Record<Basis, bigint | null>>
  readonly gpuSeconds: bigint
  readonly orphan: boolean
}

/** Charges that are dealt alike are added up before they are dealt. */
function grouped(charges: readonly Charge[]): Charge[][] {
  const groups = new Map<string, Charge[]>()
  for (const charge of charges) {
    const { account, period, currency, from, to, category } = charge
    const resource = charge.resource ?? `none:${charge.service}`
    const key = [account, resource, period, currency, from, to, category === 'Purchase', natureOf(charge)].join('|')
    groups.set(key, [...(groups.get(key) ?? []), charge])
  }
  return [...groups.values()]
}

function spread(group: readonly Charge[], presence: Presence): Part[] {
  const [first] = group
  if (first === undefined) return []
  const { account, period, currency, from, to, category } = first
  const resource = first.resource ?? `none:${first.service}`
  const where = (hour: number): Where => ({ hour, account, resource, period, currency, nature: natureOf(first) })
  const amounts = each((basis) => total(group.map((charge) => charge[basis])))
  const gpuSeconds = group.reduce((sum, charge) => sum + attoOf(charge.gpuSeconds), 0n)
  const begins = Math.floor(from / HOUR) * HOUR
  if (to <= begins + HOUR) return [{ where: where(begins), amounts, gpuSeconds, orphan: false }]
  const bought = category === 'Purchase'
  const known = to - from === DAY && from % HOUR === 0 && !bought ? presence(resource, from) : undefined
  const ran = known === undefined ? 0n : [...known.values()].reduce((sum, one) => sum + one, 0n)
  if (known !== undefined && ran === 0n) return [{ where: where(begins), amounts, gpuSeconds, orphan: true }]
  const hours = Array.from({ length: Math.ceil((to - begins) / HOUR) }, (_, i) => begins + i * HOUR)
  const weights = hours.map((hour) => (known === undefined ? overlap(hour, first) : (known.get(hour) ?? 0n)))
  const whole = weights.reduce((sum, one) => sum + one, 0n)
  let before = 0n
  return hours.flatMap((hour, i): Part[] => {
    const upTo = before + (weights[i] ?? 0n)
    const dealt = (amount: bigint): bigint => rounded(amount * upTo, whole) - rounded(amount * before, whole)
    const part = {
      where: where(hour),
      amounts: each((basis) => {
        const amount = amounts[basis]
        // A purchase is billed whole where it begins, and used over its time.
        if (bought && basis === 'billed') return i === 0 ? amount : 0n
        return amount === null ? null : dealt(amount)
      }),
      gpuSeconds: dealt(gpuSeconds),
      orphan: false,
    }
    const none = weights[i] === 0n
    before = upTo
    return none ? [] : [part]
  })
}

function overlap(hour: number, { from, to }: Charge): bigint {
  return BigInt(Math.min(to, hour + HOUR) - Math.max(from, hour))
}

/** A sixth of a GPU is rounded to 18 decimals before it is anybody's time. */
function attoOf(gpuSeconds: Charge['gpuSeconds']): bigint {
  if (gpuSeconds === undefined) return 0n
  const [n, d] = gpuSeconds
  return BigInt(n) * rounded(10n ** 18n, BigInt(d))
}

function total(amounts: readonly (bigint | null)[]): bigint | null {
  return amounts.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0n)
}

export function each<T>(valueOf: (basis: Basis) => T): Record<Basis, T> {
  const [list, contracted, billed, effective] = bases
  return {
    list: valueOf(list),
    contracted: valueOf(contracted),
    billed: valueOf(billed),
    effective: valueOf(effective),
  }
}
