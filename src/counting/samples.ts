/** Samples of one series as one scraper kept them: milliseconds since 1970, rising, and the value at each. */
export interface Samples {
  readonly at: Float64Array
  readonly value: Float64Array
}

/** A sample on its own. */
export interface Sample {
  readonly at: number
  readonly value: number
}

/** What is left of samples without those that are no count, and when those were. */
export interface Cleaned {
  readonly samples: Samples
  readonly bad: readonly number[]
}

const NONE: readonly number[] = []

/** A marker that ends a series stands alone; a value that is really NaN has the next scrape right behind it. */
const NEXT_SCRAPE = 1.5

/**
 * Samples in order, each moment once, without what cannot be a count: infinities, values below zero, NaN, and where
 * `whole` is asked for parts of one or more than 2^53. VictoriaMetrics hands out the NaN that marks the end of a series,
 * which Prometheus keeps to itself: that one is left out without a word.
 */
export function cleaned(samples: Samples, whole: boolean): Cleaned {
  const ordered = inOrder(samples)
  const { at, value } = ordered
  if (whole ? areCounts(value) : areSeconds(value)) return { samples: ordered, bad: NONE }
  const ok = whole ? isCount : isSeconds
  const step = median(distances(at)) ?? 0
  const keep = Array.from(value.keys()).filter((i) => ok(valueAt({ at, value }, i)))
  const bad = Array.from(at).filter((moment, i) => {
    const v = value[i] ?? 0
    return !ok(v) && !(Number.isNaN(v) && !((at[i + 1] ?? Infinity) - moment <= step * NEXT_SCRAPE))
  })
  return { samples: { at: picked(at, keep), value: picked(value, keep) }, bad }
}

export function timeAt(samples: Samples, index: number): number {
  return samples.at[index] ?? Number.NaN
}

export function valueAt(samples: Samples, index: number): number {
  return samples.value[index] ?? Number.NaN
}

/** How many of the rising moments are at or before `moment`: the index of the first after it. */
export function upTo(moments: Float64Array, moment: number): number {
  let low = 0
  let high = moments.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((moments[middle] ?? Infinity) <= moment) low = middle + 1
    else high = middle
  }
  return low
}

/** The last sample at or before the moment. */
export function lastUpTo(samples: Samples, moment: number): Sample | undefined {
  const index = upTo(samples.at, moment) - 1
  return index < 0 ? undefined : { at: timeAt(samples, index), value: valueAt(samples, index) }
}

/** Every moment of several rising lists once, in order. Most lists are the very same one: what a target's scrapes share. */
export function union(lists: readonly Float64Array[]): Float64Array {
  const others = [...new Set(lists)].filter((list, i, all) => i === 0 || !equal(list, all[i - 1]))
  const [first = new Float64Array(0)] = others
  if (others.length < 2) return first
  const all = new Float64Array(others.reduce((sum, { length }) => sum + length, 0))
  let end = 0
  for (const list of others) {
    all.set(list, end)
    end += list.length
  }
  all.sort()
  return all.filter((moment, i) => moment !== all[i - 1])
}

export function distances(moments: Float64Array): Float64Array {
  return Float64Array.from({ length: Math.max(0, moments.length - 1) }, (_, i) => {
    return (moments[i + 1] ?? 0) - (moments[i] ?? 0)
  })
}

/** The lower of the two in the middle where there are two, so that it is one of them. */
export function median(values: Float64Array): number | undefined {
  return values.toSorted()[(values.length - 1) >>> 1]
}

function equal(left: Float64Array, right: Float64Array | undefined): boolean {
  return left === right || (left.length === right?.length && left.every((moment, i) => moment === right[i]))
}

function isCount(value: number): boolean {
  return value >= 0 && Number.isSafeInteger(value)
}

function isSeconds(value: number): boolean {
  return value >= 0 && value < Infinity
}

/** Loops, for `every` takes five times as long, and there are millions. */
function areCounts(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i += 1) if (!isCount(values[i] ?? 0)) return false
  return true
}

function areSeconds(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i += 1) if (!isSeconds(values[i] ?? 0)) return false
  return true
}

function areRising(moments: Float64Array): boolean {
  for (let i = 1; i < moments.length; i += 1) if (!((moments[i] ?? 0) > (moments[i - 1] ?? 0))) return false
  return true
}

/** Lists that were found to rise. The 36 series of a target share theirs, and it is looked at once. */
const rising = new WeakSet<Float64Array>()

/** Servers answer in order; what stitches several of them together may not, and may say a moment twice. */
function inOrder(samples: Samples): Samples {
  const { at, value } = samples
  if (rising.has(at)) return samples
  if (areRising(at)) {
    rising.add(at)
    return samples
  }
  const last = new Map<number, number>()
  for (const [i, moment] of at.entries()) last.set(moment, value[i] ?? 0)
  const moments = Float64Array.from(last.keys()).toSorted()
  return { at: moments, value: moments.map((moment) => last.get(moment) ?? 0) }
}

function picked(from: Float64Array, indexes: readonly number[]): Float64Array {
  return Float64Array.from(indexes, (i) => from[i] ?? 0)
}
