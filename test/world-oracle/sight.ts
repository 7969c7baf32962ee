/**
 * What each hour of telemetry tells, worked out from the scrapes that there were: who was seen for how long, how long requests
 * ran, and what was counted. A second telling of docs/usage.md, with none of the program's code.
 */
import type { Fleet } from '../../src/world/seeded/fleet.js'
import type { Span } from '../../src/world/seeded/moments.js'
import type { Replica } from '../../src/world/seeded/replicas.js'
import { type Scrape, SCRAPE_SECONDS, scrapesOf, workOf } from '../../src/world/seeded/traffic.js'
import type { Read, Seen } from '../support/oracle-sight.js'

const HOUR = 3600
/** Two scrapes that are further apart have a hole between them. */
const HOLE = 2.5 * SCRAPE_SECONDS
/** Prometheus knows nothing older. */
const LOOKBACK = 300

interface Stretch {
  readonly from: number
  readonly to: number
}

/** A replica's hour of one model, as it is to stand in the ledger. */
export interface Counted {
  readonly prompt: number
  readonly cached: number
  readonly generated: number
  readonly requests: number
}

/** A model of a replica, with all of its scrapes. */
export interface Watched {
  readonly replica: Replica
  readonly model: string
  readonly scrapes: readonly Scrape[]
}

export function watchedIn(fleet: Fleet): Watched[] {
  return fleet.replicas.flatMap((replica) =>
    replica.models.map((model) => ({ replica, model, scrapes: scrapesOf(fleet.seed, replica, model) })),
  )
}

/** The hour that begins at `begin`, or undefined where nothing of it is told. */
export function countedIn({ scrapes }: Watched, begin: number): Counted | undefined {
  const end = begin + HOUR
  if (!scrapes.some(({ at }) => at > begin - LOOKBACK && at <= end)) return undefined
  const upTo = (moment: number, of: (scrape: Scrape) => number): number => {
    const last = new Map<number, Scrape>()
    for (const scrape of scrapes) if (scrape.at <= moment) last.set(scrape.process.from, scrape)
    return [...last.values()].reduce((sum, scrape) => sum + of(scrape), 0)
  }
  const during = (of: (scrape: Scrape) => number): number => upTo(end, of) - upTo(begin, of)
  return {
    prompt: during(({ counts }) => counts.prompt),
    cached: during(({ counts }) => counts.cached),
    generated: during(({ counts }) => counts.generated),
    requests: during(({ counts }) => counts.requests),
  }
}

/** Processes that counted tokens after their last scrape, and the hours that may say so: those around it, and of the next one. */
export function lossesIn(
  fleet: Fleet,
  { replica, model, scrapes }: Watched,
): { readonly process: Span; readonly near: readonly number[] }[] {
  return replica.processes.flatMap((process) => {
    const last = scrapes.findLast((scrape) => scrape.process.from === process.from)
    const seen = last?.counts.prompt ?? 0
    if (last === undefined || workOf(fleet.seed, replica, model, process).prompt === seen) return []
    const next = scrapes.find(({ at }) => at > last.at)
    const own = hourOf(last.at)
    return [{ process, near: [own, own + HOUR, ...(next === undefined ? [] : [hourOf(next.at)])] }]
  })
}

/** Samples lie in `(from, to]` of their hour. */
function hourOf(at: number): number {
  return (Math.ceil(at / HOUR) - 1) * HOUR
}

/** What was read, hour by hour; hours are numbers from `origin` on. */
export function readsOf(watched: readonly Watched[], hours: readonly number[], origin: number): Read[] {
  return hours.map((begin) => ({
    source: 'world',
    hour: (begin - origin) / HOUR,
    complete: true,
    seen: watched.flatMap((one) => seenIn(one, begin)),
  }))
}

function seenIn(one: Watched, begin: number): Seen[] {
  const counted = countedIn(one, begin)
  if (counted === undefined) return []
  const { replica, model, scrapes } = one
  const running = above(scrapes, begin, (scrape) => scrape.running > 0)
  const busy = above(scrapes, begin, (scrape) => scrape.running > 0 || scrape.waiting > 0)
  return [
    {
      replica: `serving/${replica.pod}`,
      model,
      version: replica.version,
      machine: replica.machine.id,
      role: null,
      gpus: replica.gpus === undefined ? null : BigInt(Math.round(Number(replica.gpus) * 1_000_000)),
      present: presentIn(one, begin),
      busy: length(busy),
      running: length(running),
      shares: null,
      tokens: {
        prompt: BigInt(counted.prompt),
        cached: BigInt(counted.cached),
        generated: BigInt(counted.generated),
      },
    },
  ]
}

/** Milliseconds of the hour. */
export function presentIn({ scrapes }: Watched, begin: number): Stretch[] {
  const near = scrapes.filter(({ at }) => at > begin - LOOKBACK && at <= begin + HOUR)
  return heldBy(near, begin, () => true)
}

/** The last scrape before the hour holds into it, as far as it holds. */
function above(scrapes: readonly Scrape[], begin: number, isAbove: (scrape: Scrape) => boolean): Stretch[] {
  const before = scrapes.findLast(({ at }) => at <= begin)
  const inside = scrapes.filter(({ at }) => at > begin && at <= begin + HOUR)
  return heldBy(before === undefined ? inside : [before, ...inside], begin, isAbove)
}

/** A scrape holds until the next one; where that is missing, for as long as scrapes are apart. */
function heldBy(scrapes: readonly Scrape[], begin: number, tells: (scrape: Scrape) => boolean): Stretch[] {
  const found: Stretch[] = []
  for (const [i, scrape] of scrapes.entries()) {
    if (!tells(scrape)) continue
    const next = scrapes[i + 1]?.at ?? begin + HOUR
    const until = next - scrape.at <= HOLE ? next : Math.min(next, scrape.at + SCRAPE_SECONDS)
    const [from, to] = [Math.max(scrape.at, begin), Math.min(until, begin + HOUR)]
    if (from < to) found.push({ from: (from - begin) * 1000, to: (to - begin) * 1000 })
  }
  return found
}

function length(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { from, to }) => sum + to - from, 0)
}
