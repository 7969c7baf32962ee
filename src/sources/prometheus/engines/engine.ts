/** An engine as the reader takes it: what `form.ts` describes, with every shorthand written out. */
import {
  COUNTED,
  type CountedField,
  type CountedSaid,
  type EngineSaid,
  type Field,
  type GaugedField,
  type GaugeSaid,
  type HistogramSaid,
  type TimedField,
} from './form.js'

/** Labels of which one has to have one of these values. */
export type Where = readonly (readonly [label: string, values: readonly string[]])[]

/** A counter: `metric` is its name without prefix and `_total`, of a histogram with `_sum` or `_count`. */
export interface Counted {
  readonly metric: string
  readonly where: Where
  /** The label that tells how requests ended. */
  readonly by: string | undefined
  readonly endpoint: string | undefined
  /** What `cached_from` says of it. */
  readonly as: string | null
  readonly doubt: Doubt | undefined
}

/** What `quality_reasons` says of all that is read so. */
export type Doubt = EngineSaid['doubts'][number]

export interface Gauged {
  readonly metric: string
  readonly where: Where
}

export interface Timed {
  readonly metric: string
  /** What it measures in, as a part of a second. */
  readonly perSecond: number
}

export interface Engine {
  readonly name: string
  readonly title: string
  readonly onlyIfNamed: boolean
  /** Whether other engines stand behind it, which count the same tokens. */
  readonly fronts: boolean
  readonly prefixes: readonly string[]
  /** Labels that name the served model; none: the target's labels have to. */
  readonly model: readonly string[]
  /** Labels that tell series of one target apart. What is left says which target it is. */
  readonly apart: ReadonlySet<string>
  readonly adapters: string | undefined
  /** What a gateway writes for who asked where it does not know. */
  readonly nobody: readonly string[]
  readonly created: readonly string[]
  readonly doubts: readonly Doubt[]
  readonly unverified: readonly Field[]
  readonly untold: Readonly<Partial<Record<Field, string>>>
  readonly ignored: Readonly<Record<string, string>>
  readonly counted: Readonly<Record<CountedField, readonly Counted[]>>
  /** Of what is counted, that which a histogram shows. */
  readonly ofHistograms: ReadonlySet<string>
  readonly gauged: Readonly<Record<GaugedField, readonly Gauged[]>>
  readonly timed: Readonly<Record<TimedField, readonly Timed[]>>
}

export function engineOf(name: string, said: EngineSaid): Engine {
  const { read } = said
  const counted = (list: readonly CountedSaid[] = []): Counted[] => list.map(countedOf)
  const gauged = (list: readonly GaugeSaid[] = []): Gauged[] => list.map(gaugedOf)
  const timed = (list: readonly HistogramSaid[] = []): Timed[] => list.map(timedOf)
  const engine = {
    name,
    title: said.title,
    onlyIfNamed: said.only_if === 'named',
    fronts: said.fronts,
    prefixes: said.prefixes,
    model: said.model,
    adapters: said.adapters,
    nobody: said.nobody,
    created: said.created,
    doubts: said.doubts,
    unverified: said.unverified,
    untold: said.untold,
    ignored: said.ignored,
    counted: {
      prompt_tokens: counted(read.prompt_tokens),
      computed_tokens: counted(read.computed_tokens),
      computed_cached_tokens: counted(read.computed_cached_tokens),
      cached_tokens: counted(read.cached_tokens),
      generated_tokens: counted(read.generated_tokens),
      requests: counted(read.requests),
      aborted: counted(read.aborted),
      flops: counted(read.flops),
      read_bytes: counted(read.read_bytes),
    },
    gauged: { running: gauged(read.running), waiting: gauged(read.waiting), kv_cache: gauged(read.kv_cache) },
    timed: { e2e: timed(read.e2e), ttft: timed(read.ttft), itl: timed(read.itl) },
  }
  return { ...engine, apart: apartOf(said, engine), ofHistograms: ofHistograms(said) }
}

/** What is read needs no second mention under `series`. */
function apartOf(said: EngineSaid, { counted, gauged }: Pick<Engine, 'counted' | 'gauged'>): ReadonlySet<string> {
  const counters = Object.values(counted).flat()
  return new Set([
    '__name__',
    'le',
    ...said.model,
    ...said.series,
    ...(said.adapters === undefined ? [] : ADAPTERS),
    ...counters.flatMap(({ by, endpoint }) => [by, endpoint].filter((label) => label !== undefined)),
    ...[...counters, ...Object.values(gauged).flat()].flatMap(({ where }) => where.map(([label]) => label)),
  ])
}

function ofHistograms({ read }: EngineSaid): ReadonlySet<string> {
  const all = COUNTED.flatMap((field) => read[field] ?? [])
  const shown = all.filter((one) => typeof one !== 'string' && !('counter' in one))
  return new Set(shown.map((one) => (typeof one === 'string' ? one : metricOf(one))))
}

/** What vLLM says of LoRA, a new series whenever another adapter runs. */
export const ADAPTERS = ['max_lora', 'running_lora_adapters', 'waiting_lora_adapters'] as const

function countedOf(said: CountedSaid): Counted {
  if (typeof said === 'string') {
    return { metric: said, where: [], by: undefined, endpoint: undefined, as: null, doubt: undefined }
  }
  const { by, endpoint, where, as = null, doubt } = said
  return { metric: metricOf(said), where: whereOf(where), by, endpoint, as, doubt }
}

function metricOf(said: Exclude<CountedSaid, string>): string {
  if ('counter' in said) return said.counter
  return 'sum_of' in said ? `${said.sum_of}_sum` : `${said.count_of}_count`
}

function gaugedOf(said: GaugeSaid): Gauged {
  return typeof said === 'string' ? { metric: said, where: [] } : { metric: said.gauge, where: whereOf(said.where) }
}

function timedOf(said: HistogramSaid): Timed {
  if (typeof said === 'string') return { metric: said, perSecond: 1 }
  return { metric: said.histogram, perSecond: said.unit === 'milliseconds' ? 1000 : 1 }
}

function whereOf(said: Readonly<Record<string, readonly string[]>> = {}): Where {
  return Object.entries(said)
}

/** A label of a series as its engine wrote it: where Prometheus kept one of its own, the engine's is `exported_...`. */
export function ownLabel(labels: Readonly<Record<string, string>>, name: string): string | undefined {
  return labels[exported(name)] ?? labels[name]
}

const EXPORTED = new Map<string, string>()

/** A name that is put together for each of 40,000 series is looked up as slowly as it is made. */
function exported(name: string): string {
  const known = EXPORTED.get(name)
  if (known !== undefined) return known
  const made = `exported_${name}`
  EXPORTED.set(name, made)
  return made
}

export function fits(where: Where, labels: Readonly<Record<string, string>>): boolean {
  return where.every(([label, values]) => values.includes(ownLabel(labels, label) ?? ''))
}
