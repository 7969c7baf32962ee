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

/** What lies inside `[from, to)`. */
export function clipped(stretches: readonly Stretch[], from: number, to: number): Stretch[] {
  return stretches
    .map((one) => ({ from: Math.max(one.from, from), to: Math.min(one.to, to) }))
    .filter((one) => one.from < one.to)
}

/**
 * What samples say of the time between them: each holds until the next one. After a sample whose next is further than
 * `most` away, nothing is known but one `interval`.
 */
export function held(moments: readonly number[], upTo: number, interval: number, most: number): Stretch[] {
  return moments.map((from, i) => {
    const next = moments[i + 1] ?? upTo
    return { from, to: next - from <= most ? next : Math.min(next, from + interval) }
  })
}
