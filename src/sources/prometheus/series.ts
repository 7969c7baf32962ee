/** An element of a result, a series with its samples, out of the bytes of its JSON. */
import type { Samples } from '../../counting/samples.js'
import { MalformedBill } from '../../errors.js'
import type { Clocks } from './clocks.js'
import { type Labels, labelsOf, Metric } from './metric.js'
import { numberOf } from './number.js'
import { Pairs } from './pairs.js'

export type { Labels } from './metric.js'

export interface RawSeries {
  readonly labels: Labels
  readonly samples: Samples
}

const BEGIN = Buffer.from('{"metric":')
const BETWEEN = Buffer.from(',"values":[')

/** Reads the series of one answer, each with what is known of those before. */
export class SeriesReader {
  readonly #who: string
  readonly #metric = new Metric()
  readonly #pairs: Pairs
  /** Where the series ended that was read last: behind its brace. */
  at = 0

  constructor(who: string, clocks: Clocks) {
    this.#who = who
    this.#pairs = new Pairs(clocks)
  }

  /** A series that begins here as servers print it; undefined for any other, and where the bytes end first. */
  usual(bytes: Buffer, from: number): RawSeries | undefined {
    if (!isAt(bytes, from, BEGIN)) return undefined
    const labels = this.#metric.read(bytes, from + BEGIN.length)
    if (labels === undefined || !isAt(bytes, this.#metric.at, BETWEEN)) return undefined
    const samples = this.#pairs.read(bytes, this.#metric.at + BETWEEN.length)
    if (samples === undefined) return undefined
    this.at = this.#pairs.at
    return { labels, samples }
  }

  /**
   * Checked by hand: there are millions of samples, and a schema takes ten times as long.
   * @throws MalformedBill for anything but `{"metric": {...}, "values": [[seconds, "text"], ...]}` or one `"value"`
   */
  any(element: Buffer): RawSeries {
    const usual = this.usual(element, 0)
    if (usual !== undefined && this.at === element.length) return usual
    const said = parsed(this.#who, element)
    if (typeof said !== 'object' || said === null || !('metric' in said)) throw malformed(this.#who, said)
    const labels = labelsOf(said.metric)
    const pairs = 'values' in said ? said.values : 'value' in said ? [said.value] : undefined
    if (labels === undefined || !Array.isArray(pairs)) throw malformed(this.#who, said)
    return { labels, samples: samplesOf(this.#who, pairs) }
  }
}

function isAt(bytes: Buffer, from: number, text: Buffer): boolean {
  for (let i = 0; i < text.length; i += 1) if (bytes[from + i] !== text[i]) return false
  return true
}

function parsed(who: string, bytes: Buffer): unknown {
  const text = bytes.toString()
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

function malformed(who: string, what: unknown): MalformedBill {
  return new MalformedBill(
    `${who} does not answer as the Prometheus API does: ${JSON.stringify(what)?.slice(0, 120)} is no series.`,
  )
}
