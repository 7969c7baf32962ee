/** What each engine shows becomes the same columns, whatever it calls them. Counts are worked out by hand. */
import { expect, test } from 'vitest'
import type { PrometheusSettings } from '../../../src/sources/prometheus/index.js'
import type { WorldSeries } from '../../../src/world/prometheus.js'
import { engineCases, type Labels, scraped, type Shown, TARGET } from '../../conformance/engine-cases.js'
import { HOUR, readOf, TEN, theRow } from './reading.js'

function worldOf(shown: readonly Shown[], target?: Labels): WorldSeries[] {
  return scraped(shown, target).map(({ name, labels, samples }) => ({ labels: { __name__: name, ...labels }, samples }))
}

async function rowOf(shown: readonly Shown[], over: Partial<PrometheusSettings> = {}, target: Labels = TARGET) {
  const [hour] = await readOf(worldOf(shown, target), 1, over)
  return { row: theRow(hour), latency: hour?.latency ?? [] }
}

const buckets = (name: string, labels: Labels, bounds: Readonly<Record<string, number>>): Shown[] =>
  Object.entries(bounds).map(([le, after]) => [`${name}_bucket`, { ...labels, le }, 0, after])

test('SGLang: tokens of all its ranks, requests that ended and those that were aborted', async () => {
  const rank = (dp: string): Labels => ({
    model_name: 'qwen3',
    engine_type: 'unified',
    tp_rank: '0',
    pp_rank: '0',
    dp_rank: dp,
  })

  const { row, latency } = await rowOf([
    ['sglang:prompt_tokens_total', rank('0'), 1000, 1700],
    ['sglang:prompt_tokens_total', rank('1'), 50, 80],
    ['sglang:generation_tokens_total', rank('0'), 10, 250],
    ['sglang:cached_tokens_total', { ...rank('0'), cache_source: 'device' }, 0, 100],
    ['sglang:cached_tokens_total', { ...rank('0'), cache_source: 'host' }, 0, 20],
    ['sglang:num_requests_total', rank('0'), 5, 12],
    ['sglang:num_aborted_requests_total', rank('0'), 1, 3],
    ['sglang:num_running_reqs', rank('0'), 0, 2],
    ['sglang:num_queue_reqs', rank('0'), 0, 0],
    ['sglang:token_usage', rank('0'), 0.25, 0.5],
    ...buckets('sglang:time_to_first_token_seconds', rank('0'), { '0.1': 3, '1': 6, '+Inf': 7 }),
    ['sglang:time_to_first_token_seconds_sum', rank('0'), 0, 2.5],
  ])

  expect(row).toMatchObject({
    engine: 'sglang',
    servedModel: 'qwen3',
    promptTokens: 730n,
    generatedTokens: 240n,
    cachedTokens: 120n,
    cachedFrom: 'cached_total',
    requests: 9n,
    requestsByReason: { finished: 7n, abort: 2n },
    requestsByEndpoint: null,
    kvCachePeak: '0.500000',
    quality: 'exact',
    qualityReasons: ['counted_at_end'],
    labels: TARGET,
  })
  expect(row.runningMs).toBe(HOUR / 2 - 5_000)
  expect(latency).toMatchObject([{ metric: 'ttft', bounds: [0.1, 1, Infinity], counts: [3n, 3n, 1n], sumSeconds: 2.5 }])
  expect(row.metrics).toEqual({
    prompt_tokens: 'sglang:prompt_tokens_total',
    generated_tokens: 'sglang:generation_tokens_total',
    cached_tokens: 'sglang:cached_tokens_total',
    requests: 'sglang:num_requests_total',
    aborted: 'sglang:num_aborted_requests_total',
    running: 'sglang:num_running_reqs',
    waiting: 'sglang:num_queue_reqs',
    kv_cache: 'sglang:token_usage',
    ttft: 'sglang:time_to_first_token_seconds',
  })
})

test('TGI: the sums of its histograms are tokens, and a label of the target names the model', async () => {
  const { row, latency } = await rowOf(
    [
      ['tgi_request_input_length_sum', {}, 100, 4100],
      ['tgi_request_input_length_count', {}, 1, 9],
      ['tgi_request_generated_tokens_sum', {}, 20, 820],
      ['tgi_request_success', { method: 'generate' }, 1, 6],
      ['tgi_request_success', { method: 'generate_stream' }, 0, 3],
      ['tgi_batch_current_size', {}, 1, 0],
      ['tgi_queue_size', {}, 0, 0],
      ...buckets('tgi_request_duration', {}, { '1': 5, '+Inf': 8 }),
    ],
    { modelLabel: 'app' },
    { ...TARGET, app: 'llama' },
  )

  expect(row).toMatchObject({
    engine: 'tgi',
    servedModel: 'llama',
    promptTokens: 4000n,
    generatedTokens: 800n,
    cachedTokens: null,
    requests: 8n,
    requestsByReason: { finished: 8n },
    kvCachePeak: null,
    qualityReasons: ['counted_at_end'],
  })
  expect(row.runningMs).toBe(HOUR / 2 + 5_000)
  expect(latency).toMatchObject([{ metric: 'e2e', bounds: [1, Infinity], counts: [5n, 3n], sumSeconds: null }])
})

test('an engine that names no model, and no label either, is of an unknown one and says so', async () => {
  const { row } = await rowOf([['tgi_request_generated_tokens_sum', {}, 0, 7]])

  expect(row).toMatchObject({ servedModel: 'unknown', generatedTokens: 7n, promptTokens: null })
  expect(row.qualityReasons).toEqual(['counted_at_end', 'no_model'])
})

test('Triton with vLLM: its labels are called otherwise, and requests are those whose time it took', async () => {
  const model = { model: 'qwen', version: '1' }

  const { row } = await rowOf([
    ['vllm:prompt_tokens_total', model, 0, 60],
    ['vllm:generation_tokens_total', model, 0, 30],
    ['vllm:e2e_request_latency_seconds_count', model, 2, 5],
    ['nv_inference_request_success', { model: 'qwen', version: '1' }, 2, 5],
  ])

  expect(row).toMatchObject({
    engine: 'triton-vllm',
    servedModel: 'qwen',
    promptTokens: 60n,
    generatedTokens: 30n,
    requests: 3n,
    labels: TARGET,
  })
})

test('what only Triton counts of the names they share is not read of a vLLM', async () => {
  const series: Shown[] = [
    ['vllm:generation_tokens_total', { model_name: 'qwen' }, 0, 30],
    ['vllm:e2e_request_latency_seconds_count', { model_name: 'qwen' }, 2, 5],
  ]

  const { row } = await rowOf(series)
  const [hour] = await readOf(worldOf(series.slice(1)))

  expect(row).toMatchObject({ engine: 'vllm', generatedTokens: 30n, requests: null })
  expect(hour?.usage).toEqual([])
})

test('Triton with TensorRT-LLM tells time and requests, and its tokens stay unknown', async () => {
  const model = { model: 'tensorrt_llm', version: '1' }
  const gauge = (type: string, before: number, after: number): Shown => [
    'nv_trt_llm_request_metrics',
    { ...model, request_type: type },
    before,
    after,
  ]

  const { row, latency } = await rowOf(
    [
      ['nv_inference_request_success', { ...model, gpu_uuid: 'GPU-1' }, 3, 10],
      gauge('scheduled', 0, 4),
      gauge('waiting', 0, 0),
      gauge('max', 64, 64),
      ['nv_trt_llm_kv_cache_block_metrics', { ...model, kv_cache_block_type: 'fraction' }, 0.125, 0.25],
      ['nv_trt_llm_kv_cache_block_metrics', { ...model, kv_cache_block_type: 'max' }, 900, 900],
      ...buckets('nv_inference_first_response_histogram_ms', model, { '100': 2, '500': 6, '+Inf': 7 }),
      ['nv_inference_first_response_histogram_ms_sum', model, 0, 1500],
    ],
    { engines: ['triton-trtllm'] },
  )

  expect(row).toMatchObject({
    engine: 'triton-trtllm',
    promptTokens: null,
    generatedTokens: null,
    requests: 7n,
    kvCachePeak: '0.250000',
    waitingMs: 0,
  })
  expect(row.runningMs).toBe(HOUR / 2 - 5_000)
  expect(latency).toMatchObject([
    { metric: 'ttft', bounds: [0.1, 0.5, Infinity], counts: [2n, 4n, 1n], sumSeconds: 1.5 },
  ])
})

test.each(engineCases.map((one) => [...one] as const))(
  'what it shows becomes the same columns: %s',
  async (_, over, shown, expected) => {
    const { row } = await rowOf(shown, over)

    expect(row).toMatchObject({ ...expected, quality: 'exact' })
  },
)

test("a label that Prometheus keeps for itself leaves the engine's under exported_", async () => {
  const { row } = await rowOf(
    [['model_request_total', { ...model, exported_endpoint: '/chat' }, 0, 7]],
    { engines: ['fastapi'] },
    { ...TARGET, endpoint: 'http' },
  )

  expect(row).toMatchObject({ requests: 7n, requestsByEndpoint: { '/chat': 7n }, labels: { endpoint: 'http' } })
})

test('names without a prefix may be anybody’s and are not read unless they are asked for', async () => {
  const [hour] = await readOf(worldOf([['prompt_tokens_total', model, 0, 30]]))

  expect(hour?.usage).toEqual([])
})

test('two engines without a prefix are read in one entry where their names differ', async () => {
  const other = { ...TARGET, pod: 'b-0', instance: '10.0.0.2:80' }
  const [hour] = await readOf(
    [
      ...worldOf([['request_finish_total', { ...model, finished_reason: 'stop' }, 0, 3]]),
      ...worldOf([['model_request_total', { ...model, endpoint: '/chat' }, 0, 4]], other),
    ],
    1,
    { engines: ['fastapi', 'nim'] },
  )

  expect(hour?.usage.map(({ replica, engine, requests }) => [replica, engine, requests])).toEqual([
    ['prod/a-0', 'nim', 3n],
    ['prod/b-0', 'fastapi', 4n],
  ])
})

test('engines beside each other are each read by their own names', async () => {
  const [hour] = await readOf([
    ...worldOf([['vllm:prompt_tokens_total', { ...model, engine: '0' }, 0, 30]]),
    ...worldOf([['sglang:prompt_tokens_total', model, 0, 5]], { ...TARGET, pod: 'b-0', instance: '10.0.0.2:3000' }),
  ])

  expect(hour?.usage.map(({ replica, engine, promptTokens }) => [replica, engine, promptTokens])).toEqual([
    ['prod/a-0', 'vllm', 30n],
    ['prod/b-0', 'sglang', 5n],
  ])
})

const model = { model_name: 'qwen' }

const prefill = { ...TARGET, pod: 'p-0', instance: 'p:8000', role: 'prefill' }
const decode = { ...TARGET, pod: 'd-0', instance: 'd:8000', role: 'decode' }
const of = (source: string): Labels => ({ model_name: 'qwen', engine: '0', source })
const ended = { model_name: 'qwen', engine: '0', finished_reason: 'length' }

test('a prompt that is worked out elsewhere counts there, its request and answer where it was answered', async () => {
  // 10 requests of 100 tokens, 30 of them from a cache; each answer has 20 tokens.
  const counters = (sources: Readonly<Record<string, number>>, generated: number): Shown[] => [
    ['vllm:prompt_tokens_total', { model_name: 'qwen', engine: '0' }, 0, 1000],
    ['vllm:generation_tokens_total', { model_name: 'qwen', engine: '0' }, 0, generated],
    ['vllm:request_success_total', ended, 0, 10],
    ...Object.entries(sources).map(([source, n]): Shown => ['vllm:prompt_tokens_by_source_total', of(source), 0, n]),
    ...buckets('vllm:e2e_request_latency_seconds', { model_name: 'qwen', engine: '0' }, { '1': 10, '+Inf': 10 }),
  ]
  const series = [
    ...worldOf(counters({ local_compute: 700, local_cache_hit: 300, external_kv_transfer: 0 }, 10), prefill),
    ...worldOf(counters({ local_compute: 10, local_cache_hit: 0, external_kv_transfer: 990 }, 200), decode),
  ]

  const [apart] = await readOf(series, 1, { roleLabel: 'role' })
  const [unsaid] = await readOf(series)

  expect(apart?.usage).toMatchObject([
    {
      replica: 'prod/d-0',
      role: 'decode',
      promptTokens: 10n,
      cachedTokens: 0n,
      generatedTokens: 200n,
      requests: 10n,
      qualityReasons: [],
    },
    {
      replica: 'prod/p-0',
      role: 'prefill',
      promptTokens: 1000n,
      cachedTokens: 300n,
      generatedTokens: 0n,
      requests: 0n,
      requestsByReason: null,
      qualityReasons: ['counted_at_decode'],
    },
  ])
  expect(apart?.latency.map(({ replica }) => replica)).toEqual(['prod/d-0'])
  expect(unsaid?.usage.map(({ role, promptTokens, requests }) => [role, promptTokens, requests])).toEqual([
    [null, 1000n, 10n],
    [null, 1000n, 10n],
  ])
})

test('without prompt tokens by source a decoding replica counts no prompt', async () => {
  const { row } = await rowOf(
    [
      ['vllm:prompt_tokens_total', { model_name: 'qwen' }, 0, 1000],
      ['vllm:generation_tokens_total', { model_name: 'qwen' }, 0, 200],
    ],
    { roleLabel: 'role' },
    decode,
  )

  expect(row).toMatchObject({
    promptTokens: 0n,
    cachedTokens: null,
    generatedTokens: 200n,
    qualityReasons: ['counted_at_prefill'],
  })
})

test('tokens of adapters are counted with the model they stand on, and the row says so', async () => {
  const lora = (running: string): Shown => [
    'vllm:lora_requests_info',
    { max_lora: '4', running_lora_adapters: running, waiting_lora_adapters: '' },
    TEN / 1000,
    TEN / 1000 + 1.5,
  ]
  const tokens: Shown = ['vllm:generation_tokens_total', { model_name: 'qwen', engine: '0' }, 0, 9]

  const { row: idle } = await rowOf([tokens, lora('')])
  const { row: adapted } = await rowOf([tokens, lora('sql,summary')])

  expect(idle).toMatchObject({ servedModel: 'qwen', generatedTokens: 9n, qualityReasons: [] })
  expect(adapted).toMatchObject({ servedModel: 'qwen', generatedTokens: 9n, qualityReasons: ['adapters_unsplit'] })
})
