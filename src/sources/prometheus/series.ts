/** An element of a result, a series with its samples, out of the bytes of its JSON. */
import type { Samples } from '../../counting/samples.js'
import { MalformedBill } from '../../errors.js'
import { pairsIn } from './pairs.js'

export type Labels = Readonly<Record<string, string>>

export interface RawSeries {
  readonly labels: Labels
  readonly samples: Samples
}

/**
 * Checked by hand: there are millions of samples, and a schema takes ten times as long.
 * @throws MalformedBill for anything but `{"metric": {...}, "values": [[seconds, "text"], ...]}` or one `"value"`
 */
export function seriesOf(who: string, element: Uint8Array): RawSeries {
  const { rest, samples } = pairsIn(element)
  const said = parsed(who, rest)
  if (typeof said !== 'object' || said === null || !('metric' in said)) throw malformed(who, said)
  const labels = labelsOf(said.metric)
  if (labels === undefined) throw malformed(who, said)
  if (samples !== undefined) return { labels, samples }
  const pairs = 'values' in said ? said.values : 'value' in said ? [said.value] : undefined
  if (!Array.isArray(pairs)) throw malformed(who, said)
  return { labels, samples: samplesOf(who, pairs) }
}

function parsed(who: string, bytes: Uint8Array): unknown {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
  try {
    return JSON.parse(text)
  } catch {
    throw malformed(who, text)
  }
}

function samplesOf(who: string, pairs: readonly unknown[]): Samples {
  const at = new Float64Array(pairs.length)
  const value = new Float64Array(pairs.length)
  for (const [i, pair] of pairs.entries()) {
    if (!Array.isArray(pair) || typeof pair[0] !== 'number' || typeof pair[1] !== 'string') throw malformed(who, pair)
    at[i] = Math.round(pair[0] * 1000)
    value[i] = numberOf(pair[1])
  }
  return { at, value }
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
