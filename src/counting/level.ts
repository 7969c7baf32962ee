/** A gauge over an hour: how high it stood, weighted by time. */
import type { Frame } from './count.js'
import { samplesOf } from './gauges.js'
import { type Samples, union } from './samples.js'
import type { Way } from './way.js'

export interface Level {
  /** Milliseconds of the hour of which it is known. */
  readonly seenMs: number
  /** Milliseconds between the first and the last of those, of which it is not. */
  readonly unobservedMs: number
  readonly samples: number
  /** The sum of value times milliseconds. */
  readonly area: number
  readonly peak: number
}

/** Each sample holds until the next; where that is too far away, for one interval. Undefined where nothing was seen. */
export function levelOf(way: Way, frame: Frame): Level | undefined {
  const { from, to, interval, most, reach } = frame
  const { at, value } = samplesOf(way)
  let [seenMs, area, peak, samples] = [0, 0, 0, 0]
  let [begun, ended] = [to, from]
  for (let i = 0; i < at.length; i += 1) {
    const moment = at[i] ?? 0
    if (moment <= from - reach) continue
    const next = at[i + 1] ?? to
    const until = next - moment <= most ? next : Math.min(next, moment + interval)
    const [begin, end] = [Math.max(moment, from), Math.min(until, to)]
    if (moment > from) samples += 1
    if (begin >= end) continue
    seenMs += end - begin
    area += (value[i] ?? 0) * (end - begin)
    peak = Math.max(peak, value[i] ?? 0)
    begun = Math.min(begun, begin)
    ended = Math.max(ended, end)
  }
  return seenMs === 0 ? undefined : { seenMs, unobservedMs: ended - begun - seenMs, samples, area, peak }
}

/**
 * Series that tell of one thing, such as a card's row for each pod that shares it: at each moment the highest, for a part is
 * never more than the whole, and a copy is as much.
 */
export function highest(series: readonly Samples[]): Samples {
  const [only] = series
  if (only !== undefined && series.length === 1) return only
  const at = union(series.map((one) => one.at))
  const value = new Float64Array(at.length)
  const place = new Map(Array.from(at, (moment, i) => [moment, i]))
  for (const one of series) {
    for (const [i, moment] of one.at.entries()) {
      const index = place.get(moment) ?? 0
      value[index] = Math.max(value[index] ?? 0, one.value[i] ?? 0)
    }
  }
  return { at, value }
}
