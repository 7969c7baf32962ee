/** Which metric of which engine a name is, and what to ask a server for. */
import type { Labels } from '../metric.js'
import { type Engine, ownLabel } from './engine.js'
import { TIMED, type TimedField } from './form.js'

/** A name taken apart: `kserve_vllm:e2e_request_latency_seconds_bucket`. */
export interface Name {
  readonly engine: Engine
  readonly prefix: string
  /** Of what a replica shows in an hour the first is read, the others are its twins. */
  readonly rank: number
  readonly metric: string
  readonly part: 'total' | 'bucket' | 'sum' | 'created' | 'plain'
  readonly kind: 'counter' | 'gauge' | 'adapters' | 'latency' | 'created'
  /** Whether its values are counts: whole, and at most 2^53. Seconds are not, nor operations, of which a GPU does 10^18 an hour. */
  readonly whole: boolean
}

type Shape = Pick<Name, 'metric' | 'part' | 'kind' | 'whole'> & { readonly base: string }

export class Names {
  readonly engines: readonly Engine[]
  /** Regular expressions for `__name__`, each a query of its own: together they are more than a server reads at once. */
  readonly counters: string
  readonly gauges: string
  readonly created: string
  /** All that is read of replicas, to be counted before it is asked for. */
  readonly all: string
  /** Labels that tell series apart, of whichever engine. */
  readonly apart: ReadonlySet<string>
  readonly #named = new Map<string, Name[]>()
  readonly #byPrefix = new Map<string, Engine[]>()

  constructor(engines: readonly Engine[]) {
    this.engines = engines
    let rank = 0
    for (const engine of engines) {
      for (const prefix of engine.prefixes) {
        this.#byPrefix.set(prefix, [...(this.#byPrefix.get(prefix) ?? []), engine])
        for (const { base, ...shape } of shapesOf(engine)) {
          const written = prefix + base
          this.#named.set(written, [...(this.#named.get(written) ?? []), { engine, prefix, rank, ...shape }])
        }
        rank += 1
      }
    }
    this.apart = new Set(engines.flatMap(({ apart }) => [...apart]))
    this.counters = this.#asked((engine) => [
      [metricsOf(engine).filter((metric) => !isOfHistogram(engine, metric)), '(_total)?'],
      [metricsOf(engine).filter((metric) => isOfHistogram(engine, metric)), ''],
    ])
    this.gauges = this.#asked((engine) => [
      [[...gaugesOf(engine), ...(engine.adapters === undefined ? [] : [engine.adapters])], ''],
    ])
    this.created = this.#asked(({ created }) => [[created, '_created']])
    this.all = [this.counters, this.gauges, ...TIMED.map((metric) => this.histograms(metric))]
      .filter((names) => names !== NOTHING)
      .join('|')
  }

  histograms(field: TimedField): string {
    return this.#asked(({ timed }) => [[timed[field].map(({ metric }) => metric), '_(bucket|sum)']])
  }

  /**
   * Of engines that share a prefix the one whose label names the model: where that one has no such name, it is nobody's.
   * Undefined for the name of something else.
   */
  of(written: string, labels: Labels): Name | undefined {
    const found = this.#named.get(written)
    const [first] = found ?? []
    if (found === undefined || first === undefined) return undefined
    const sharing = this.#byPrefix.get(first.prefix) ?? []
    if (sharing.length === 1) return first
    const namesModel = ({ model }: Engine): boolean =>
      model.length === 0 || model.some((label) => ownLabel(labels, label) !== undefined)
    const told = found.find(({ engine }) => namesModel(engine))
    return told ?? (sharing.some(namesModel) ? undefined : first)
  }

  /** Names of each that another one has, too. */
  shared(): readonly (readonly [written: string, engines: readonly Engine[]])[] {
    return [...this.#named]
      .map(([written, names]) => [written, [...new Set(names.map(({ engine }) => engine))]] as const)
      .filter(([, engines]) => engines.length > 1)
  }

  #asked(parts: (engine: Engine) => readonly (readonly [bases: readonly string[], ending: string])[]): string {
    const asked = this.engines.flatMap((engine) => {
      const bases = parts(engine).flatMap(([some, ending]) => {
        const written = unique(some)
        return written.length === 0 ? [] : [`(${written.join('|')})${ending}`]
      })
      if (bases.length === 0) return []
      const prefix = engine.prefixes.length === 1 ? engine.prefixes.join('') : `(${engine.prefixes.join('|')})`
      return [prefix + (bases.length === 1 ? bases.join('') : `(${bases.join('|')})`)]
    })
    return asked.length === 0 ? NOTHING : [...new Set(asked)].join('|')
  }
}

/** No metric is called so. */
const NOTHING = 'tokenledger:reads_none_of_these'

function shapesOf(engine: Engine): Shape[] {
  const shape = (kind: Name['kind'], part: Name['part'], metric: string, base: string, whole = true): Shape => {
    return { kind, part, metric, base, whole }
  }
  const amounts = new Set([...engine.counted.flops, ...engine.counted.read_bytes].map(({ metric }) => metric))
  const counters = metricsOf(engine).flatMap((metric) => [
    shape('counter', 'plain', metric, metric, !amounts.has(metric)),
    ...(isOfHistogram(engine, metric)
      ? []
      : [shape('counter', 'total', metric, `${metric}_total`, !amounts.has(metric))]),
  ])
  const { gauged, timed, adapters, created } = engine
  const parts = new Set(gauged.kv_cache.map(({ metric }) => metric))
  return [
    ...counters,
    ...gaugesOf(engine).map((metric) => shape('gauge', 'plain', metric, metric, !parts.has(metric))),
    ...(adapters === undefined ? [] : [shape('adapters', 'plain', adapters, adapters, false)]),
    ...created.map((metric) => shape('created', 'created', metric, `${metric}_created`, false)),
    ...unique(Object.values(timed).flatMap((some) => some.map(({ metric }) => metric))).flatMap((metric) => [
      shape('latency', 'bucket', metric, `${metric}_bucket`),
      shape('latency', 'sum', metric, `${metric}_sum`, false),
    ]),
  ]
}

function metricsOf({ counted }: Engine): string[] {
  return unique(Object.values(counted).flatMap((some) => some.map(({ metric }) => metric)))
}

function gaugesOf({ gauged }: Engine): string[] {
  return unique(Object.values(gauged).flatMap((some) => some.map(({ metric }) => metric)))
}

function isOfHistogram({ ofHistograms }: Engine, metric: string): boolean {
  return ofHistograms.has(metric)
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)]
}
