/**
 * The way through an hour: which samples are believed, in order. One scraper's samples are taken as they are. Of twins,
 * two scrapers of one counter, one is chosen for the hour and the others are left out, for their samples between those of
 * the chosen tell nothing new and a late one looks like a restart. So that hours add up although the choice changes, each
 * way begins where the last one ended: at the latest sample of any twin.
 */
import { lastUpTo, type Sample, type Samples, timeAt, upTo, valueAt } from './samples.js'

/** A sample and which of the twins kept it. */
export interface Step extends Sample {
  readonly twin: number
}

export interface Way {
  /** The latest sample up to the hour's beginning. */
  readonly before: Step | undefined
  /** In the hour: after its beginning and up to its end. */
  readonly steps: readonly Step[]
  readonly last: Step | undefined
  /** The same steps as they lie in the samples; undefined where twins are mixed. */
  readonly run: Run | undefined
}

/** Samples from `first` up to and without `end`. */
export interface Run {
  readonly samples: Samples
  readonly first: number
  readonly end: number
}

export function wayThrough(twins: readonly Samples[], chosen: number, from: number, to: number): Way {
  const [only] = twins
  return only !== undefined && twins.length === 1 ? new Straight(only, from, to) : mixed(twins, chosen, from, to)
}

/** One scraper's way. Its steps are made when somebody asks: of 5 million samples an hour nearly none are looked at singly. */
class Straight implements Way {
  readonly before: Step | undefined
  readonly last: Step | undefined
  readonly run: Run
  #steps: readonly Step[] | undefined

  constructor(samples: Samples, from: number, to: number) {
    const first = upTo(samples.at, from)
    const end = upTo(samples.at, to)
    this.run = { samples, first, end }
    this.before = first === 0 ? undefined : stepAt(samples, first - 1)
    this.last = end === first ? undefined : stepAt(samples, end - 1)
  }

  get steps(): readonly Step[] {
    const { samples, first, end } = this.run
    this.#steps ??= Array.from({ length: end - first }, (_, i) => stepAt(samples, first + i))
    return this.#steps
  }
}

function stepAt(samples: Samples, index: number): Step {
  return { at: timeAt(samples, index), value: valueAt(samples, index), twin: 0 }
}

function mixed(twins: readonly Samples[], chosen: number, from: number, to: number): Way {
  const best = seen(twins[chosen], from, to) > 0 ? chosen : most(twins, from, to)
  const mine = stepsOf(twins, best, from, to)
  const end = latest(twins, to)
  const last = mine.at(-1)
  const rest = end === undefined || last === undefined || end.at <= last.at ? [] : stepsOf(twins, end.twin, last.at, to)
  const steps = rest.length === 0 ? mine : [...mine, ...rest]
  return { before: latest(twins, from), steps, last: steps.at(-1), run: undefined }
}

/** The twin with the most samples in `(from, to]`, the first of equals. */
export function most(twins: readonly Samples[], from: number, to: number): number {
  const counts = twins.map((twin) => seen(twin, from, to))
  return counts.indexOf(Math.max(...counts))
}

/** The latest sample of any twin up to the moment, of equals the first twin's. */
function latest(twins: readonly Samples[], moment: number): Step | undefined {
  let found: Step | undefined
  for (const [twin, samples] of twins.entries()) {
    const last = lastUpTo(samples, moment)
    if (last !== undefined && !(last.at <= (found?.at ?? -Infinity))) found = { ...last, twin }
  }
  return found
}

function stepsOf(twins: readonly Samples[], twin: number, from: number, to: number): Step[] {
  const samples = twins[twin]
  if (samples === undefined) return []
  const first = upTo(samples.at, from)
  return Array.from({ length: upTo(samples.at, to) - first }, (_, i) => {
    return { at: timeAt(samples, first + i), value: valueAt(samples, first + i), twin }
  })
}

function seen(samples: Samples | undefined, from: number, to: number): number {
  return samples === undefined ? 0 : upTo(samples.at, to) - upTo(samples.at, from)
}
