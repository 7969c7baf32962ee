/** Gauges of a target in an hour as time: how long requests ran, waited, or either. */
import type { Stretch } from '../records/usage-hour.js'
import type { Frame } from './count.js'
import type { Samples } from './samples.js'
import { held, joined } from './stretches.js'
import { type Way, wayThrough } from './way.js'

/** The time of the hour in which any of the series stood above 0; undefined where none is seen in it. */
export function timeAbove(
  series: readonly (readonly Samples[])[],
  chosen: number,
  frame: Frame,
): readonly Stretch[] | undefined {
  // One above 0 makes their sum so: a gauge of requests is never below it.
  const stretches = series.map((twins) => aboveIn(twins, chosen, frame)).filter((one) => one !== undefined)
  return stretches.length === 0 ? undefined : joined(stretches.flat())
}

function aboveIn(twins: readonly Samples[], chosen: number, frame: Frame): Stretch[] | undefined {
  const { from, to, reach } = frame
  const way = wayThrough(twins, chosen, from, to)
  const { before, last } = way
  if (last === undefined && !(before !== undefined && before.at > from - reach)) return undefined
  const { at, value } = samplesOf(way)
  return held(at, frame, (i) => (value[i] ?? 0) > 0)
}

/** The latest one up to the hour's beginning, and those of the hour. */
export function samplesOf(way: Way): Samples {
  const { before, run } = way
  if (run !== undefined) {
    const begin = before === undefined ? run.first : run.first - 1
    return { at: run.samples.at.subarray(begin, run.end), value: run.samples.value.subarray(begin, run.end) }
  }
  const all = before === undefined ? way.steps : [before, ...way.steps]
  return { at: Float64Array.from(all, ({ at }) => at), value: Float64Array.from(all, ({ value }) => value) }
}
