/** Evaluates an expression over series whose samples may be worked out when they are asked for. */
import type { Expression, Selector } from './promql-parse.js'

type Labels = Readonly<Record<string, string>>
/** Milliseconds since 1970 and the value, as a number or as Prometheus writes it. */
export type WorldSample = readonly [at: number, value: number | string]

export interface WorldSeries {
  readonly labels: Labels
  /** All samples in order, or a function that yields those with `from < at <= to`. */
  readonly samples: readonly WorldSample[] | ((from: number, to: number) => Iterable<WorldSample>)
}

/** A series of an answer, and its samples one after the other. */
export interface Found {
  readonly labels: Labels
  readonly samples: Iterable<WorldSample>
}

/** More samples than the server may hold. */
export class TooManySamples extends Error {
  override readonly name = 'TooManySamples'
}

/** An instant vector knows nothing older (--query.lookback-delta). */
const LOOKBACK_MS = 300_000

/**
 * @throws TooManySamples
 */
export function evaluate(
  series: readonly WorldSeries[],
  expression: Expression,
  atMs: number,
  maxSamples: number,
): readonly Found[] {
  const budget = { left: maxSamples }
  if (expression.kind === 'selector' && expression.rangeMs !== undefined) {
    const from = atMs - expression.rangeMs
    return selected(series, expression).flatMap(({ labels, samples }) => {
      const inside = [...within(samples, from, atMs)]
      spend(budget, inside.length)
      return inside.length === 0 ? [] : [{ labels, samples: inside }]
    })
  }
  return vector(series, expression, atMs, budget)
}

export function selected(series: readonly WorldSeries[], { matchers }: Selector): WorldSeries[] {
  return series.filter(({ labels }) => matchers.every(({ label, matches }) => matches(labels[label] ?? '')))
}

export function within(samples: WorldSeries['samples'], from: number, to: number): Iterable<WorldSample> {
  return typeof samples === 'function' ? samples(from, to) : samples.filter(([at]) => from < at && at <= to)
}

type Budget = { left: number }

/** The values of a moment; they carry that moment, not the one at which they were scraped. */
function vector(series: readonly WorldSeries[], expression: Expression, atMs: number, budget: Budget): Found[] {
  switch (expression.kind) {
    case 'selector':
      return latest(series, expression, atMs, LOOKBACK_MS, budget)
    case 'last_over_time':
      return latest(series, expression.of, atMs, expression.of.rangeMs ?? LOOKBACK_MS, budget)
    case 'count':
      return counted(vector(series, expression.of, atMs, budget), expression.by, atMs)
    default:
      throw new TypeError(`${JSON.stringify(expression satisfies never)} is no expression.`)
  }
}

function latest(
  series: readonly WorldSeries[],
  selector: Selector,
  atMs: number,
  back: number,
  budget: Budget,
): Found[] {
  return selected(series, selector).flatMap(({ labels, samples }) => {
    let last: WorldSample | undefined
    // The samples of one series are let go before the next one is read; what stays is its last.
    const own = { left: budget.left }
    for (const sample of within(samples, atMs - back, atMs)) {
      last = sample
      spend(own, 1)
    }
    if (last !== undefined) spend(budget, 1)
    return last === undefined ? [] : [{ labels, samples: [[atMs, last[1]]] }]
  })
}

function counted(found: readonly Found[], by: readonly string[], atMs: number): Found[] {
  const groups = new Map<string, { labels: Labels; count: number }>()
  for (const { labels } of found) {
    const kept = by.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]] as const]))
    const key = JSON.stringify(kept)
    const group = groups.get(key) ?? { labels: Object.fromEntries(kept), count: 0 }
    groups.set(key, group)
    group.count += 1
  }
  return [...groups.values()].map(({ labels, count }) => ({ labels, samples: [[atMs, count]] }))
}

function spend(budget: Budget, samples: number): void {
  budget.left -= samples
  if (budget.left < 0) {
    throw new TooManySamples('query processing would load too many samples into memory in query execution')
  }
}
