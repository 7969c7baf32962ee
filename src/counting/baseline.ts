/** What a series had counted before its first sample, where no sample before it is at hand. */
import type { Baseline } from './count.js'
import { type Known, type Life, startAt } from './life.js'
import { upTo } from './samples.js'

export interface Unseen {
  /** The first sample of the series. */
  readonly first: number
  /** From when on every sample is at hand: the beginning of its hour, less what is looked back at. */
  readonly knownFrom: number
  readonly life: Life
  /** When series of the same exporter were seen at its target. */
  readonly scrapes: Float64Array
  /** What an earlier hour left, or what the server has from up to a day before. */
  readonly earlier: Known | undefined
}

/**
 * In this order. Seen without the series since it was last there: it was made anew, and began at 0 (V0 shows a reason when
 * the first request ends for it, Ray a counter when it first moves). An earlier sample. A process that began since
 * every sample is at hand: 0. Otherwise nobody knows: undefined, and one may look for something earlier still.
 */
export function baselineOf({ first, knownFrom, life, scrapes, earlier }: Unseen): Baseline | undefined {
  const seenWithout = scrapes[upTo(scrapes, first - 1) - 1]
  if (seenWithout !== undefined && seenWithout > Math.max(knownFrom, earlier?.at ?? -Infinity)) return { kind: 'zero' }
  if (earlier !== undefined) return { kind: 'sample', sample: earlier }
  const start = startAt(life, first)
  return start !== undefined && start >= knownFrom ? { kind: 'zero' } : undefined
}
