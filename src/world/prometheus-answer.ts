/** The text of an answer, piece by piece: a large one is never there as a whole. */
import type { Found, WorldSample } from './promql.js'

/** What an answer says of itself. */
export interface Ending {
  readonly warnings?: readonly string[]
  /** Of a VictoriaMetrics cluster, one of whose nodes is away. */
  readonly isPartial?: boolean
  /** Breaks the connection after so many series, as a server does that is killed. */
  readonly breakAfter?: number
}

export function* inPieces(found: readonly Found[], matrix: boolean, ending: Ending): Generator<string> {
  const { warnings = [], isPartial, breakAfter = Infinity } = ending
  const partial = isPartial === undefined ? '' : `"isPartial":${String(isPartial)},`
  yield `{"status":"success",${partial}"data":{"resultType":"${matrix ? 'matrix' : 'vector'}","result":[`
  for (const [i, { labels, samples }] of found.entries()) {
    if (i >= breakAfter) throw new Error('The server was killed.')
    yield `${i === 0 ? '' : ','}{"metric":${JSON.stringify(labels)},`
    const pairs = Array.from(samples, written)
    yield matrix ? `"values":[${pairs.join(',')}]}` : `"value":${pairs[0] ?? ''}}`
  }
  yield `]}${warnings.length === 0 ? '' : `,"warnings":${JSON.stringify(warnings)}`}}`
}

/** Seconds as a number, the value as text. */
function written([at, value]: WorldSample): string {
  return `[${at / 1000},"${typeof value === 'string' ? value : numeral(value)}"]`
}

/** Prometheus writes no exponents, and infinities with their sign. */
function numeral(value: number): string {
  if (value === Infinity) return '+Inf'
  if (value === -Infinity) return '-Inf'
  if (Number.isInteger(value)) return BigInt(value).toString()
  const text = String(value)
  return text.includes('e') ? value.toFixed(20).replace(/0+$/, '') : text
}
