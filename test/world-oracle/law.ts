/**
 * What each version's part of each machine's hour costs, in three currencies and on each basis, to the last digit: from the
 * world's charges, its scrapes and its fixings alone, by the ledger's rules and none of the program's code.
 */
import type { Charge } from '../../src/world/seeded/charges.js'
import type { Fixing } from '../../src/world/seeded/parities.js'
import { bases } from '../support/oracle.js'
import type { Billed } from '../support/oracle-fleet.js'
import { type Ranks, type Read, sharesAt, sighted } from '../support/oracle-sight.js'
import { nameOf, rounded, type Share, sum } from '../support/oracle-split.js'
import { type Due, duesOf, type Presence } from './hours.js'

const HOUR = 3600

/** Amounts by column such as `billed_usd`; null: open, or without a rate. */
export type Part = Readonly<Record<string, bigint | null>>

export interface Known {
  readonly charges: readonly Charge[]
  readonly reads: readonly Read[]
  readonly presence: Presence
  /** Those that are published. */
  readonly fixings: readonly Fixing[]
  /** The moment of hour 0 of `reads`. */
  readonly origin: number
  readonly ranks: Ranks
}

export const columns = bases.flatMap((basis) => [`${basis}_cost`, `${basis}_usd`, `${basis}_cny`])

/** By hour, account, resource, period, currency, version, kind and reason. */
export function partsOf(known: Known): Map<string, Part> {
  const dues = duesOf(known.charges, known.presence)
  const billed = billedBy(known, dues)
  const parts = new Map<string, Part>()
  for (const due of dues) {
    const { hour, account, resource, period, currency, nature } = due.where
    const place = [new Date(hour * 1000).toISOString().slice(0, 13), account, resource, period, currency].join('|')
    const amounts = converted(due, known.fixings)
    if (nature !== 'split') {
      parts.set(`${place}|${nature}`, amounts)
      continue
    }
    const shares = inOrder(sharesAt(billed, resource, (hour - known.origin) / HOUR), known.ranks)
    const whole = sum(shares.map(({ ms }) => ms))
    let before = 0n
    for (const share of shares) {
      const upTo = before + share.ms
      const part = columns.map((column) => [column, partOf(amounts[column] ?? null, { before, upTo, whole })] as const)
      parts.set(`${place}|${nameOf(share)}`, Object.fromEntries(part))
      before = upTo
    }
  }
  return parts
}

const KINDS = ['serving', 'warm_idle', 'cold_idle', 'unattributed']

function inOrder(shares: readonly Share[], { version }: Ranks): Share[] {
  const rank = (share: Share): bigint => (share.version === '' ? 0n : version(share.version))
  return shares.toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (rank(a) < rank(b) ? -1 : 1))
}

/** The price of a millisecond cut at the 18th decimal, times the milliseconds; crumbs by running sums. */
function partOf(
  amount: bigint | null,
  { before, upTo, whole }: { readonly before: bigint; readonly upTo: bigint; readonly whole: bigint },
): bigint | null {
  if (amount === null) return null
  const [price, crumbs] = [amount / whole, amount % whole]
  return price * (upTo - before) + (crumbs * upTo) / whole - (crumbs * before) / whole
}

function converted({ amounts, where }: Due, fixings: readonly Fixing[]): Part {
  const rate = rateOf(where.hour, fixings)
  const to = (amount: bigint | null, currency: 'USD' | 'CNY'): bigint | null => {
    if (amount === null || where.currency === currency) return amount
    if (rate === undefined) return null
    return currency === 'CNY' ? rounded(amount * rate, 10_000n) : rounded(amount * 10_000n, rate)
  }
  return Object.fromEntries(
    bases.flatMap((basis) => [
      [`${basis}_cost`, amounts[basis]],
      [`${basis}_usd`, to(amounts[basis], 'USD')],
      [`${basis}_cny`, to(amounts[basis], 'CNY')],
    ]),
  )
}

/** Of the hour's day in Beijing, or of the last day before it that has one; in ten-thousandths. */
function rateOf(hour: number, fixings: readonly Fixing[]): bigint | undefined {
  const day = new Date((hour + 8 * HOUR) * 1000).toISOString().slice(0, 10)
  const fixing = fixings.findLast(({ date }) => date <= day)
  return fixing === undefined ? undefined : BigInt(fixing.usd.replace('.', ''))
}

function billedBy({ reads, ranks, origin }: Known, dues: readonly Due[]): Billed {
  const byHour = new Map<string, Due[]>()
  for (const due of dues) {
    const key = `${due.where.resource} ${(due.where.hour - origin) / HOUR}`
    byHour.set(key, [...(byHour.get(key) ?? []), due])
  }
  const at = (machine: string, hour: number): readonly Due[] => byHour.get(`${machine} ${hour}`) ?? []
  return {
    sighted: sighted(reads, ranks),
    isBilled: (machine: string, hour: number) => at(machine, hour).length > 0,
    capacity: (machine: string, hour: number) => {
      const ms = rounded(sum(at(machine, hour).map(({ gpuSeconds }) => gpuSeconds)) * 1000n, 10n ** 18n)
      return ms > 0n ? ms : null
    },
    refundDay: (machine: string, hour: number) => at(machine, hour).some(({ orphan }) => orphan),
  }
}
