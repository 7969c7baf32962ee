/** Stretches of time `[from, to)` in milliseconds: joined, measured, cut. */
import type { Stretch } from '../records/usage-hour.js'

/** The same time as stretches in order that do not touch. */
export function joined(stretches: readonly Stretch[]): Stretch[] {
  const found: { from: number; to: number }[] = []
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = found.at(-1)
    if (from >= to) continue
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else found.push({ from, to })
  }
  return found
}

/** Milliseconds in all, where stretches overlap once. */
export function length(stretches: readonly Stretch[]): number {
  return joined(stretches).reduce((sum, { from, to }) => sum + to - from, 0)
}

/** Samples of one scraper around an hour `(from, to]`, and how far apart they may be. */
export interface Held {
  readonly from: number
  readonly to: number
  readonly interval: number
  readonly most: number
}

/**
 * What samples say of the time between them, those that are `told`: each holds until the next one. After a sample whose next
 * is further than `most` away, nothing is known but one `interval`. Of the hour, in order, and those that touch are one: a
 * stretch a sample would be 240,000 of them for an hour of 1,000 replicas.
 */
export function held(
  moments: Float64Array,
  { from, to, interval, most }: Held,
  told: (i: number) => boolean,
): Stretch[] {
  const found: { from: number; to: number }[] = []
  for (let i = 0; i < moments.length; i += 1) {
    if (!told(i)) continue
    const moment = moments[i] ?? 0
    const next = moments[i + 1] ?? to
    const until = next - moment <= most ? next : Math.min(next, moment + interval)
    const [begin, end] = [Math.max(moment, from), Math.min(until, to)]
    const last = found.at(-1)
    if (begin >= end) continue
    if (last !== undefined && begin <= last.to) last.to = Math.max(last.to, end)
    else found.push({ from: begin, to: end })
  }
  return found
}
