/** An element of a result, a series with its samples, out of JSON. */
import type { Samples } from '../../counting/samples.js'
import { MalformedBill } from '../../errors.js'

export type Labels = Readonly<Record<string, string>>

export interface RawSeries {
  readonly labels: Labels
  readonly samples: Samples
}

/**
 * Checked by hand: there are millions of samples, and a schema takes ten times as long.
 * @throws MalformedBill for anything but `{"metric": {...}, "values": [[seconds, "text"], ...]}` or one `"value"`
 */
export function seriesOf(who: string, element: unknown): RawSeries {
  if (typeof element !== 'object' || element === null || !('metric' in element)) throw malformed(who, element)
  const labels = labelsOf(element.metric)
  const pairs = 'values' in element ? element.values : 'value' in element ? [element.value] : undefined
  if (labels === undefined || !Array.isArray(pairs)) throw malformed(who, element)
  const at = new Float64Array(pairs.length)
  const value = new Float64Array(pairs.length)
  for (let i = 0; i < pairs.length; i += 1) {
    const pair: unknown = pairs[i]
    if (!Array.isArray(pair) || typeof pair[0] !== 'number' || typeof pair[1] !== 'string') throw malformed(who, pair)
    at[i] = Math.round(pair[0] * 1000)
    value[i] = numberOf(pair[1])
  }
  return { labels, samples: { at, value } }
}

/** Prometheus writes infinity as `+Inf`, which JavaScript does not read. */
export function numberOf(text: string): number {
  if (text === '+Inf' || text === 'Inf') return Infinity
  if (text === '-Inf') return -Infinity
  return text === '' ? Number.NaN : Number(text)
}

function labelsOf(metric: unknown): Labels | undefined {
  if (typeof metric !== 'object' || metric === null) return undefined
  const labels: Record<string, string> = {}
  for (const [name, value] of Object.entries(metric)) {
    if (typeof value !== 'string') return undefined
    labels[name] = value
  }
  return labels
}

function malformed(who: string, what: unknown): MalformedBill {
  return new MalformedBill(
    `${who} does not answer as the Prometheus API does: ${JSON.stringify(what)?.slice(0, 120)} is no series.`,
  )
}
