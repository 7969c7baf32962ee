/** The samples of a large fleet of vLLM: 40 series a replica, for the hours asked and the minutes before them. */
import type { Series } from '../test/conformance/telemetry.js'

/** The first hour that is read. */
export const HOUR = '2025-06-02T11:00:00Z'
const BEGIN = Date.UTC(2025, 5, 2, 11)

/** Scrapes in `(from, to]`, by the milliseconds between two. */
export interface Scrapes {
  readonly from: number
  readonly to: number
  readonly every: number
}

/** An hour at a scrape each half minute, with the five minutes before it. */
export const HOUR_OF_SCRAPES: Scrapes = { from: BEGIN - 300_000, to: BEGIN + 3_600_000, every: 30_000 }

/** Day `index` at a scrape every two minutes; the first also has what lies before its first hour. */
export function dayOfScrapes(index: number): Scrapes {
  const from = BEGIN + index * 86_400_000
  return { from: index === 0 ? from - 900_000 : from, to: from + 86_400_000, every: 120_000 }
}

const bounds =
  '0.3 0.5 0.8 1.0 1.5 2.0 2.5 5.0 10.0 15.0 20.0 30.0 40.0 50.0 60.0 120.0 240.0 480.0 960.0 1920.0 7680.0'
const buckets = [...bounds.split(' '), '+Inf']

/** A series as a function of how many requests the replica has finished by then. */
type Shape = readonly [
  name: string,
  labels: Readonly<Record<string, string>>,
  of: (requests: number, tick: number) => number,
]

const engine = { model_name: 'qwen2.5-72b', engine: '0' }

const shapes: readonly Shape[] = [
  ['up', {}, () => 1],
  ['process_start_time_seconds', {}, () => BEGIN / 1000 - 86_400],
  ['vllm:prompt_tokens_total', engine, (n) => n * 1_180],
  ['vllm:prompt_tokens_by_source_total', { ...engine, source: 'local_compute' }, (n) => n * 680],
  ['vllm:prompt_tokens_by_source_total', { ...engine, source: 'local_cache_hit' }, (n) => n * 500],
  ['vllm:prompt_tokens_by_source_total', { ...engine, source: 'external_kv_transfer' }, () => 0],
  ['vllm:prompt_tokens_cached_total', engine, (n) => n * 500],
  ['vllm:generation_tokens_total', engine, (n) => n * 240],
  ...['stop', 'length', 'abort', 'error'].map((reason, rank): Shape => [
    'vllm:request_success_total',
    { ...engine, finished_reason: reason },
    (n) => (rank === 0 ? n - Math.floor(n / 50) : rank === 1 ? Math.floor(n / 50) : 0),
  ]),
  ['vllm:num_requests_running', engine, (_, tick) => tick % 12],
  ['vllm:num_requests_waiting', engine, (_, tick) => Math.max(0, (tick % 12) - 9)],
  ['vllm:kv_cache_usage_perc', engine, (_, tick) => (tick % 97) / 97],
  ['vllm:num_preemptions_total', engine, (n) => Math.floor(n / 900)],
  ...buckets.map((le, rank): Shape => [
    'vllm:e2e_request_latency_seconds_bucket',
    { ...engine, le },
    (n) => Math.floor((n * (rank + 1)) / buckets.length),
  ]),
  ['vllm:e2e_request_latency_seconds_sum', engine, (n) => n * 3.251],
  ['vllm:e2e_request_latency_seconds_count', engine, (n) => n],
]

export function* replicas(count: number, scrapes: Scrapes = HOUR_OF_SCRAPES): Generator<Series> {
  for (let index = 0; index < count; index += 1) {
    const pod = `qwen-72b-${String(index).padStart(4, '0')}`
    const target = { job: 'vllm', namespace: 'serving', pod, instance: `${pod}.serving:8000` }
    for (const [name, labels, of] of shapes) {
      yield {
        name,
        labels: { ...target, ...labels },
        // Five million samples are worked out when somebody asks for them.
        get samples() {
          return ticks(index, of, scrapes)
        },
      }
    }
  }
}

function ticks(replica: number, of: Shape[2], { from, to, every }: Scrapes): Series['samples'] {
  const offset = (replica * 7_919) % every
  const first = Math.ceil((from - BEGIN) / every)
  const samples: (readonly [number, number])[] = []
  for (let scrape = first; BEGIN + scrape * every + offset < to; scrape += 1) {
    const at = BEGIN + scrape * every + offset
    const requests = 90_000 + replica + Math.floor(((at - BEGIN) / 1000 + 1_200) * 3.7)
    samples.push([at, of(requests, replica + scrape - first)])
  }
  return samples
}
