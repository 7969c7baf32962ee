/** Histograms: cumulative buckets of one process become counts of their own. */

/** Increments of one process's buckets: the upper bound, and what its counter counted. */
export type Buckets = ReadonlyMap<number, number>

/** Counts by layout: `counts[i]` took longer than `bounds[i - 1]` and at most `bounds[i]` seconds. */
export interface Layout {
  readonly bounds: readonly number[]
  readonly counts: readonly bigint[]
  readonly sumSeconds: number | null
}

export interface Distributed {
  readonly layout: Layout
  /** Whether a wider bucket counted less than a narrower one, which is impossible of one moment. */
  readonly disagree: boolean
}

/** What each bucket counted on its own. A histogram without a last bucket gets one. */
export function distributed(buckets: Buckets, sumSeconds: number | null): Distributed {
  const bounds = [...buckets.keys()].toSorted((a, b) => a - b)
  let below = 0
  let disagree = false
  const counts = bounds.map((bound) => {
    const upTo = buckets.get(bound) ?? 0
    const own = upTo - below
    if (own < 0) disagree = true
    below = Math.max(below, upTo)
    return BigInt(Math.max(own, 0))
  })
  const whole = bounds.at(-1) === Infinity
  const layout = whole ? { bounds, counts } : { bounds: [...bounds, Infinity], counts: [...counts, 0n] }
  return { layout: { ...layout, sumSeconds }, disagree }
}

/** Layouts of equal bounds added up; others stay apart, for no count says where inside a bucket a request lies. */
export function merged(layouts: readonly Layout[]): Layout[] {
  const found = new Map<string, Layout>()
  for (const one of layouts) {
    const key = one.bounds.join(' ')
    const other = found.get(key)
    found.set(key, other === undefined ? one : plus(other, one))
  }
  return [...found.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, layout]) => layout)
}

function plus(left: Layout, right: Layout): Layout {
  const { bounds, sumSeconds } = left
  return {
    bounds,
    counts: left.counts.map((count, i) => count + (right.counts[i] ?? 0n)),
    sumSeconds: sumSeconds === null || right.sumSeconds === null ? null : sumSeconds + right.sumSeconds,
  }
}
