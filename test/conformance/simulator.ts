/**
 * Serving processes and who scrapes them: what really happened, turned into the samples that a scraper would have kept.
 * Times are seconds after 10:00 of a June day; nothing here counts anything back.
 */
import type { Series } from './telemetry.js'

export const TEN = Date.UTC(2025, 5, 2, 10)

/** A request that finished. It ran from `at - seconds` to `at`; its tokens are counted when it finishes. */
export interface Request {
  readonly at: number
  readonly prompt: number
  readonly generated: number
  readonly cached?: number
  readonly seconds?: number
  readonly reason?: string
}

/** A process of vLLM from its start up to its end. */
export interface Process {
  readonly from: number
  readonly to: number
  /** The labels of its target, without the job: `{ pod: 'a', instance: 'a:8000' }`. */
  readonly target: Readonly<Record<string, string>>
  readonly requests: readonly Request[]
  readonly model?: string
  /** The upper bounds of its latency histogram, without infinity. */
  readonly bounds?: readonly number[]
  /** Ranks of a data-parallel engine: requests go to them in turn. */
  readonly engines?: readonly string[]
  readonly prefixes?: readonly string[]
  /** V0 has no engine label, no tokens by source, and shows a reason once a request has ended for it. */
  readonly v0?: boolean
  /** Several API servers share a process registry that cannot tell when they began. */
  readonly startless?: boolean
  /** When it did not answer those who asked: they keep `up` as 0 and nothing else. `[from, to)` */
  readonly silent?: readonly Span[]
}

/** Seconds, `[from, to)`. */
export type Span = readonly [from: number, to: number]

/** Who looks at a process: every 30 s, `offset` seconds after the full minute, but not while it is down. */
export interface Scraper {
  readonly offset: number
  readonly labels: Readonly<Record<string, string>>
  /** When it kept nothing at all. */
  readonly down: readonly Span[]
}

export const EVERY = 30
export const scraper: Scraper = { offset: 10, labels: {}, down: [] }

interface Growing extends Series {
  readonly samples: (readonly [at: number, value: number])[]
}

/** The samples of all processes, as all scrapers saw them. One series stays one through a restart. */
export function scraped(job: string, processes: readonly Process[], scrapers: readonly Scraper[]): Series[] {
  const found = new Map<string, Growing>()
  for (const by of scrapers) {
    for (const process of processes.toSorted((a, b) => a.from - b.from)) {
      for (const at of scrapes(process, by)) {
        for (const [name, more, value] of exposed(process, at)) {
          const labels = { job, ...process.target, ...by.labels, ...more }
          const key = JSON.stringify([name, labels])
          const one: Growing = found.get(key) ?? { name, labels, samples: [] }
          found.set(key, one)
          one.samples.push([TEN + at * 1000, value])
        }
      }
    }
  }
  return [...found.values()]
}

/** The part of the samples that a condition keeps: what came in time, or what came late. */
export function only(series: readonly Series[], keeps: (seconds: number) => boolean): Series[] {
  return series
    .map((one) => ({ ...one, samples: one.samples.filter(([at]) => keeps((at - TEN) / 1000)) }))
    .filter(({ samples }) => samples.length > 0)
}

/** With a marker (NaN) at the first scrape that no longer shows a series, as scrapers leave them. */
export function marked(series: readonly Series[], until: number): Series[] {
  const every = EVERY * 1000
  return series.map((one) => ({
    ...one,
    samples: one.samples.flatMap((sample, index) => {
      const missed = sample[0] + every
      const next = one.samples[index + 1]?.[0] ?? TEN + until * 1000
      return missed < next ? [sample, [missed, Number.NaN] as const] : [sample]
    }),
  }))
}

function scrapes({ from, to }: Process, { offset, down }: Scraper): number[] {
  const first = Math.ceil((from - offset) / EVERY) * EVERY + offset
  const count = Math.max(0, Math.ceil((to - first) / EVERY))
  const all = Array.from({ length: count }, (_, index) => first + index * EVERY)
  return all.filter((at) => !within(down, at))
}

function within(spans: readonly Span[], at: number): boolean {
  return spans.some(([from, to]) => from <= at && at < to)
}

type Exposed = readonly [name: string, labels: Readonly<Record<string, string>>, value: number]

/** What `/metrics` shows at that moment. */
function exposed(process: Process, at: number): Exposed[] {
  const { engines = ['0'], prefixes = ['vllm:'], v0 = false, model = 'qwen', silent = [] } = process
  if (within(silent, at)) return [['up', {}, 0]]
  const rows: Exposed[] = [['up', {}, 1], ...(process.startless === true ? [] : [started(process)])]
  for (const [index, engine] of engines.entries()) {
    const mine = process.requests.filter((_, request) => request % engines.length === index)
    const labels = v0 ? { model_name: model } : { model_name: model, engine }
    for (const prefix of prefixes) {
      for (const [name, more, value] of ofEngine(process, mine, at))
        rows.push([prefix + name, { ...labels, ...more }, value])
    }
  }
  return rows
}

function started({ from }: Process): Exposed {
  return ['process_start_time_seconds', {}, TEN / 1000 + from]
}

function ofEngine(process: Process, requests: readonly Request[], at: number): Exposed[] {
  const done = requests.filter((request) => request.at <= at)
  const running = requests.filter((request) => request.at - (request.seconds ?? 1) <= at && at < request.at)
  const sum = (of: (request: Request) => number): number => done.reduce((all, request) => all + of(request), 0)
  const cached = sum((request) => request.cached ?? 0)
  const bySource = (source: string, value: number): Exposed => ['prompt_tokens_by_source_total', { source }, value]
  return [
    ['prompt_tokens_total', {}, sum(({ prompt }) => prompt)],
    ...(process.v0 === true
      ? []
      : [
          bySource('local_compute', sum(({ prompt }) => prompt) - cached),
          bySource('local_cache_hit', cached),
          bySource('external_kv_transfer', 0),
        ]),
    ['generation_tokens_total', {}, sum(({ generated }) => generated)],
    ...reasons(process, done),
    ['num_requests_running', {}, running.length],
    ['num_requests_waiting', {}, 0],
    ...latency(process.bounds ?? [0.5, 1, 5], done),
  ]
}

function reasons({ v0 = false }: Process, done: readonly Request[]): Exposed[] {
  const all = v0 ? [...new Set(done.map(({ reason = 'stop' }) => reason))] : ['stop', 'length', 'abort']
  return all.map((reason) => [
    'request_success_total',
    { finished_reason: reason },
    done.filter((request) => (request.reason ?? 'stop') === reason).length,
  ])
}

function latency(bounds: readonly number[], done: readonly Request[]): Exposed[] {
  const name = 'e2e_request_latency_seconds'
  const took = done.map(({ seconds = 1 }) => seconds)
  const upTo = (bound: number): number => took.filter((seconds) => seconds <= bound).length
  return [
    ...bounds.map((bound): Exposed => [`${name}_bucket`, { le: written(bound) }, upTo(bound)]),
    [`${name}_bucket`, { le: '+Inf' }, took.length],
    [`${name}_sum`, {}, took.reduce((a, b) => a + b, 0)],
    [`${name}_count`, {}, took.length],
  ]
}

/** As the Python client writes it. */
function written(bound: number): string {
  return Number.isInteger(bound) ? bound.toFixed(1) : String(bound)
}
