/**
 * What vLLM calls things, V0 (to 0.8) and V1 (https://docs.vllm.ai/en/latest/usage/metrics/), and what becomes of the
 * names on the way: KServe renames them and keeps both, Ray prefixes them, and older Rays lose `_total`.
 */

/** The first of them that a replica has in an hour is read, the others are its twins. */
export const PREFIXES = ['vllm:', 'kserve_vllm:', 'ray_vllm:', 'ray_vllm_'] as const
export type Prefix = (typeof PREFIXES)[number]

/** Counters of tokens and requests, without `_total`. */
export const COUNTERS = [
  'prompt_tokens',
  'prompt_tokens_by_source',
  'prompt_tokens_cached',
  'generation_tokens',
  'request_success',
  'prefix_cache_hits',
  'gpu_prefix_cache_hits',
] as const
export type Counter = (typeof COUNTERS)[number]

export const GAUGES = ['num_requests_running', 'num_requests_waiting'] as const
export type Gauge = (typeof GAUGES)[number]

export type Metric = 'e2e' | 'ttft' | 'itl'

/** Histograms; of two names of one thing the first that a replica has. `time_per_output_token` went in 0.12. */
export const HISTOGRAMS: Readonly<Record<Metric, readonly string[]>> = {
  e2e: ['e2e_request_latency_seconds'],
  ttft: ['time_to_first_token_seconds'],
  itl: ['inter_token_latency_seconds', 'time_per_output_token_seconds'],
}
export const METRICS = ['e2e', 'ttft', 'itl'] as const

/** Of these creation times only: there is one for each series of the client, and they all say the same. */
const CREATED = ['prompt_tokens', 'generation_tokens'] as const

/** Sources of prompt tokens that were not worked out: PR vllm#33290. The third is `local_compute`. */
export const CACHED_SOURCES: ReadonlySet<string> = new Set(['local_cache_hit', 'external_kv_transfer'])

/** Labels that tell the series of one target apart. What is left says which target it is. */
export const OF_THE_METRIC: ReadonlySet<string> = new Set([
  '__name__',
  'le',
  'finished_reason',
  'source',
  'model_name',
  'engine',
])

/** A name taken apart: `kserve_vllm:e2e_request_latency_seconds_bucket`. */
export interface Name {
  readonly prefix: Prefix
  readonly base: string
  readonly part: 'total' | 'bucket' | 'sum' | 'created' | 'plain'
}

const TAKEN_APART = new RegExp(`^(${PREFIXES.join('|')})(.+?)(?:_(total|bucket|sum|created))?$`)

/** Undefined for the name of something else. */
export function nameOf(written: string | undefined): Name | undefined {
  const [, found, base, part = 'plain'] = TAKEN_APART.exec(written ?? '') ?? []
  const prefix = PREFIXES.find((one) => one === found)
  if (prefix === undefined || base === undefined) return undefined
  if (part !== 'total' && part !== 'bucket' && part !== 'sum' && part !== 'created' && part !== 'plain')
    return undefined
  return { prefix, base, part }
}

/** Regular expressions for `__name__`, each a query of its own: together they are more than a server reads at once. */
export const COUNTER_NAMES = named(COUNTERS, '(_total)?')
export const GAUGE_NAMES = named(GAUGES, '')
export const CREATED_NAMES = named(CREATED, '_created')

export function histogramNames(metric: Metric): string {
  return named(HISTOGRAMS[metric], '_(bucket|sum)')
}

/** All that is read of replicas, to be counted before it is asked for. */
export const ALL_NAMES = [COUNTER_NAMES, GAUGE_NAMES, ...METRICS.map(histogramNames)].join('|')

export function isCounter(base: string): base is Counter {
  return COUNTERS.some((one) => one === base)
}

export function isGauge(base: string): base is Gauge {
  return GAUGES.some((one) => one === base)
}

function named(bases: readonly string[], ending: string): string {
  return `(${PREFIXES.join('|')})(${bases.join('|')})${ending}`
}
