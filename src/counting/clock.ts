/** When a target was scraped in an hour: how often, how completely, and when it was there. */
import type { Stretch } from '../records/usage-hour.js'
import { type Frame, type Notes } from './count.js'
import { wasGone } from './life.js'
import { distances, median, union, upTo } from './samples.js'
import { held } from './stretches.js'

/** The moments at which each scraper of a target got an answer. */
export type Clock = readonly Float64Array[]

/** Prometheus's own lookback: a sample older than this is no longer the value of now. */
export const LOOKBACK_MS = 300_000
/** Prometheus scrapes once a minute when nobody says otherwise. */
export const USUAL_INTERVAL_MS = 60_000
/** A scrape may fail once in between, and come half an interval late. */
const HOLE = 2.5

/** Devices at the edge write every few minutes; one who does so less often has to say it. */
const SLOWEST_MS = 600_000
/** Three distances alike are a rhythm, and what a scraper happened to miss is none. */
const BEATS = 3
const ALIKE = 0.1

/**
 * The usual distance between two scrapes; undefined where there are no two, or so far apart that scrapes are missing. Beyond
 * two minutes most of them have to be alike, for then it is how often it scrapes, and not what it missed.
 */
export function intervalIn(clock: Clock, chosen: number, from: number, to: number): number | undefined {
  const all = distances(within(clock[chosen], from - LOOKBACK_MS, to))
  const measured = median(all)
  if (measured === undefined || holeOf(measured) <= LOOKBACK_MS) return measured
  const alike = all.filter((one) => Math.abs(one - measured) <= ALIKE * measured).length
  return measured <= SLOWEST_MS && alike >= BEATS && 2 * alike > all.length ? measured : undefined
}

/** How far apart two samples are when there is a hole between them. */
export function holeOf(interval: number): number {
  return interval * HOLE
}

/** The scraper with the most answers in `(from, to]`, the first of equals; where there are none, shortly before. */
export function busiest(clock: Clock, from: number, to: number): number {
  const answers = (since: number): number[] => clock.map((moments) => within(moments, since, to).length)
  const inHour = answers(from)
  const counts = inHour.some((count) => count > 0) ? inHour : answers(from - LOOKBACK_MS)
  return counts.indexOf(Math.max(...counts))
}

export interface Seen {
  readonly samples: number
  /** How many scrapers got an answer. */
  readonly scrapers: number
  /** Milliseconds of the hour, whoever scraped. */
  readonly present: readonly Stretch[]
  /** How many samples there should have been while it was alive, holes and all. */
  readonly expected: number
}

/**
 * What the scrapes of the hour tell, and those that reach into it: a target that ended in the last minute of an hour has
 * lost something in the next one. Where the last one is too far from the end, the count is a lower bound: the target
 * was gone, and at most an interval is lost, or nobody could see it, and all the rest is.
 */
export function seenIn(clock: Clock, chosen: number, frame: Frame, notes: Notes): Seen {
  const { from, to, interval, reach } = frame
  const all = union(clock.map((moments) => within(moments, from - reach, to)))
  const inHour = within(all, from, to)
  const [first = to] = inHour
  const last = all.at(-1) ?? from
  const end = endOf(last, frame, notes)
  const begin = all.length > inHour.length ? from : first
  return {
    samples: within(clock[chosen], from, to).length,
    scrapers: clock.filter((moments) => within(moments, from - reach, to).length > 0).length,
    present: held(all, frame, () => true).map((one) => ({ from: one.from - from, to: one.to - from })),
    expected: Math.max(end - begin, 0) / interval,
  }
}

function endOf(last: number, { to, interval, most, life }: Frame, notes: Notes): number {
  if (to - last <= most) return to
  const lastUp = life.ups[upTo(life.ups, to) - 1] ?? -Infinity
  const until = Math.max(last, lastUp)
  const ended = to - until > most && wasGone(life, until + 1, to, most)
  const upToWhen = ended ? Math.min(until + interval, to) : to
  notes.reasons.add(ended ? 'ended' : 'gap')
  notes.unobserved.push({ from: last, to: upToWhen })
  return upToWhen
}

/** Parts of all, at most 1, as text with 6 places. */
export function coverageOf(samples: number, expected: number): string {
  return (expected <= samples ? 1 : samples / expected).toFixed(6)
}

function within(moments: Float64Array | undefined, from: number, to: number): Float64Array {
  return moments === undefined ? new Float64Array(0) : moments.subarray(upTo(moments, from), upTo(moments, to))
}
