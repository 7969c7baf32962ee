/** The samples of a large fleet of vLLM for one hour and the five minutes before it: 40 series a replica, every 30 s. */
import type { Series } from '../test/conformance/telemetry.js'

/** The hour that is read, and the first and last scrape. */
export const HOUR = '2025-06-02T11:00:00Z'
const FROM = Date.UTC(2025, 5, 2, 10, 55)
const TO = Date.UTC(2025, 5, 2, 12)
const EVERY = 30_000

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
  ['process_start_time_seconds', {}, () => FROM / 1000 - 86_400],
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

export function* replicas(count: number): Generator<Series> {
  for (let index = 0; index < count; index += 1) {
    const pod = `qwen-72b-${String(index).padStart(4, '0')}`
    const target = { job: 'vllm', namespace: 'serving', pod, instance: `${pod}.serving:8000` }
    for (const [name, labels, of] of shapes) {
      yield {
        name,
        labels: { ...target, ...labels },
        // Five million samples are worked out when somebody asks for them.
        get samples() {
          return ticks(index, of)
        },
      }
    }
  }
}

function ticks(replica: number, of: Shape[2]): Series['samples'] {
  const offset = (replica * 7_919) % EVERY
  const samples: (readonly [number, number])[] = []
  for (let at = FROM + offset, tick = replica; at < TO; at += EVERY, tick += 1) {
    samples.push([at, of(90_000 + replica + Math.floor(((at - FROM) / 1000) * 3.7), tick)])
  }
  return samples
}
