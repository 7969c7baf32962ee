/** Gauges of a target in an hour as time: how long requests ran, waited, or either. */
import type { Stretch } from '../records/usage-hour.js'
import type { Frame } from './count.js'
import type { Samples } from './samples.js'
import { clipped, held, joined } from './stretches.js'
import { wayThrough } from './way.js'

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
  const { from, to, interval, most, reach } = frame
  const { before, steps } = wayThrough(twins, chosen, from, to)
  if (steps.length === 0 && !(before !== undefined && before.at > from - reach)) return undefined
  const all = before === undefined ? steps : [before, ...steps]
  const stretches = held(
    all.map(({ at }) => at),
    to,
    interval,
    most,
  )
  return clipped(
    stretches.filter((_, i) => (all[i]?.value ?? 0) > 0),
    from,
    to,
  )
}
