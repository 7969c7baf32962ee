/** Who was seen where and who held what, by what sources of telemetry said: for the oracle of the split. */
import type { Billed } from './oracle-fleet.js'
import { added, type Holder, type Share, sharesOf, sum } from './oracle-split.js'

export interface Seen {
  readonly replica: string
  readonly model: string
  readonly version: string
  readonly machine: string | null
  readonly role: 'prefill' | 'decode' | 'both' | null
  /** Millionths of a GPU. */
  readonly gpus: bigint | null
  readonly present: readonly { readonly from: number; readonly to: number }[]
  readonly busy: number | null
  readonly running: number | null
  /** The card that it shares, and what it was measured to do there. */
  readonly shares: { readonly card: string; readonly ms: bigint } | null
  readonly tokens: { readonly prompt: bigint; readonly cached: bigint; readonly generated: bigint } | null
}

export interface Read {
  readonly source: string
  readonly hour: number
  readonly complete: boolean
  readonly seen: readonly Seen[]
}

/** What the law leaves open: in which order crumbs of time are dealt. And weights by model, in thousandths. */
export interface Ranks {
  readonly version: (name: string) => bigint
  readonly holder: (source: string, replica: string, model: string) => bigint
  readonly weights: (model: string) => readonly [uncached: bigint, cached: bigint, generated: bigint]
}

export interface Sighted {
  readonly reads: readonly Read[]
  readonly ranks: Ranks
  lastSeenBy(machine: string, hour: number): string | undefined
  presence(machine: string, hour: number): bigint
}

export function sighted(reads: readonly Read[], ranks: Ranks): Sighted {
  const ran = (machine: string, hour: number) =>
    reads.flatMap((read) =>
      read.hour === hour && read.seen.some((one) => one.machine === machine && one.present.length > 0)
        ? [read.source]
        : [],
    )
  return {
    reads,
    ranks,
    lastSeenBy: (machine, hour) => {
      for (let one = hour; one >= 0; one -= 1) {
        const [source] = ran(machine, one).toSorted((a, b) => (a < b ? 1 : -1))
        if (source !== undefined) return source
      }
      return undefined
    },
    presence: (machine, hour) => {
      const here = reads.filter((read) => read.hour === hour)
      const lengths = here.map(({ seen }) => union(seen.flatMap((one) => (one.machine === machine ? one.present : []))))
      return BigInt(Math.max(0, ...lengths))
    },
  }
}

function union(stretches: Seen['present']): number {
  let [reached, length] = [0, 0]
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    length += Math.max(0, to - Math.max(from, reached))
    reached = Math.max(reached, to)
  }
  return length
}

/** How a machine's hour is split. */
export function sharesAt(bill: Billed, machine: string, hour: number): Share[] {
  const { sighted: sight } = bill
  const holders = holdersOf(sight, machine, hour)
  const isKnown = sight.reads.some((read) => read.hour <= hour && read.seen.some((one) => one.machine === machine))
  if (!isKnown) return [{ version: '', kind: 'unattributed', reason: 'unmapped', ms: 1n }]
  if (holders.length === 0 && bill.refundDay(machine, hour)) {
    const last = lastDay(bill, machine, hour)
    return last.length > 0 ? last : [{ version: '', kind: 'unattributed', reason: 'no_telemetry', ms: 1n }]
  }
  const source = sight.lastSeenBy(machine, hour)
  const read = sight.reads.find((one) => one.source === source && one.hour === hour)
  const complete = source === undefined ? null : (read?.complete ?? false)
  return sharesOf({ holders, capacity: bill.capacity(machine, hour), complete })
}

/** The last day on which it ran, its hours added up; days begin with the hour of the refund. */
function lastDay(bill: Billed, machine: string, hour: number): Share[] {
  let last = hour - 1
  while (last >= 0 && bill.sighted.presence(machine, last) === 0n) last -= 1
  const begins = hour - 24 * Math.ceil((hour - last) / 24)
  const hours = Array.from({ length: 24 }, (_, i) => begins + i).filter((one) => bill.isBilled(machine, one))
  const shares = added(
    hours.flatMap((one) => sharesAt(bill, machine, one)).filter(({ reason }) => reason !== 'unmapped'),
  )
  return last < 0 ? [] : shares.map((share) => ({ ...share, ms: share.ms / 24n > 1n ? share.ms / 24n : 1n }))
}

function holdersOf({ reads, ranks }: Sighted, machine: string, hour: number): Holder[] {
  return reads.flatMap((read) => {
    if (read.hour !== hour) return []
    const was = (one: Seen, beside: number) =>
      reads.some(
        (other) =>
          other.source === read.source &&
          other.hour === beside &&
          other.seen.some((it) => it.replica === one.replica && it.model === one.model && it.present.length > 0),
      )
    return read.seen.flatMap((one) => {
      if (one.machine !== machine || one.present.length === 0) return []
      const from = was(one, hour - 1) ? 0 : Math.min(...one.present.map((stretch) => stretch.from))
      const to = was(one, hour + 1) ? 3_600_000 : Math.max(...one.present.map((stretch) => stretch.to))
      const version = `${one.model} ${one.version}`
      const order = [ranks.version(version), ranks.holder(read.source, one.replica, one.model)] as const
      const alike = (other: Seen) => other.shares !== null && other.shares.card === one.shares?.card
      const isShared = one.shares !== null && !read.seen.some((other) => alike(other) && isTold(read, other))
      const card = isShared ? `card ${one.shares.card}` : `${read.source} ${one.replica}`
      return [
        {
          card,
          version,
          order,
          gpus: isShared ? 1_000_000n : one.gpus,
          measured: isShared ? one.shares.ms : null,
          from,
          to,
          busy: one.busy,
          running: one.running,
          work: workOf(one, ranks),
        },
      ]
    })
  })
}

/** Whether anything says how many GPUs the replica has. */
function isTold({ seen }: Read, { replica }: Seen): boolean {
  return seen.some((other) => other.replica === replica && other.gpus !== null)
}

function workOf({ model, tokens }: Seen, { weights }: Ranks): bigint | null {
  if (tokens === null) return null
  const [uncached, cached, generated] = weights(model)
  const fresh = tokens.cached < tokens.prompt ? tokens.prompt - tokens.cached : 0n
  return sum([fresh * uncached, (tokens.prompt - fresh) * cached, tokens.generated * generated])
}
